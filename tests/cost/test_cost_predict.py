"""What follows from rates for a study."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingmix.cost.digits import two_digits
from lingmix.cost.job import Job
from lingmix.cost.measured import Taken
from lingmix.cost.predict import as_json, forecast, predict
from lingmix.cost.rates import Line, Rate
from lingmix.cost.text import duration, sentences, show

RATES = [
    Rate("train", "bert", 100, "cpu", Line(10, 0.1), 1e9, 3, "there"),
    Rate("train", "bert", 100, "gpu", Line(10, 0.01), None, 3, "there"),
    Rate("score", "", None, "cpu", Line(1, 0.001), None, 3, "there"),
]


def train(work: float | None = 1000, of: str = "bert", size: int | None = 100, disk: float | None = 5e8) -> Job:
    return Job("train", ("train/r",), of, size, work, 8, True, ("m",), disk, 1e9)


SCORE = Job("score", ("score/r",), "", None, 4000, 1, False, ("s",), None, None)


def test_a_job_by_hand() -> None:
    said = predict(train(), RATES, "cpu")
    assert (said.seconds, said.memory, said.disk, said.why) == (110, 2e9, 5e8, "there")
    assert predict(train(), RATES, "gpu").seconds == 20
    # what takes no GPU takes its time wherever it is
    assert predict(SCORE, RATES, "gpu").seconds == 5
    half = predict(train(of="small", size=50), RATES, "cpu")
    assert half.seconds == 60
    assert "0.5 times bert" in half.why


def test_what_is_not_known_says_why() -> None:
    said = predict(train(work=None), RATES, "cpu")
    assert (said.seconds, said.disk) == (None, 5e8)
    assert "once they are prepared" in said.why
    assert "no job of 'other' was measured" in predict(train(of="other", size=None), RATES, "cpu").why


def test_a_study_by_hand() -> None:
    found = forecast([train(), train(), SCORE], [False] * 3, [None] * 3, RATES, [], device="cpu", cores=2)
    stage = found.stages["train"]
    assert (stage.jobs, stage.seconds, stage.longest, stage.memory, stage.disk) == (2, 220, 110, 2e9, 1e9)
    # of eight threads there are two
    assert stage.processor_seconds == 440
    assert found.wall(found.stages) == (440 + 5) / 2
    assert found.complete
    many = forecast([train(), train(), SCORE], [False] * 3, [None] * 3, RATES, [], device="cpu", cores=64)
    assert many.wall(many.stages) == 110 + 5
    gpus = forecast([train()] * 4, [False] * 4, [None] * 4, RATES, [], device="gpu", cores=64, gpus=2)
    assert gpus.stages["train"].gpu_seconds == 80
    assert gpus.wall(gpus.stages) == 40


@given(st.integers(1, 200))
def test_twice_the_runs_take_twice_the_time(runs: int) -> None:
    one, two = (
        forecast([train(), SCORE] * number, [False] * 2 * number, [None] * 2 * number, RATES, [], device="cpu", cores=1)
        for number in (runs, 2 * runs)
    )
    for name in ("train", "score"):
        assert two.stages[name].seconds == pytest.approx(2 * one.stages[name].seconds)
        assert two.stages[name].disk == 2 * one.stages[name].disk
        assert two.stages[name].memory == one.stages[name].memory
    assert two.wall(two.stages) == pytest.approx(2 * one.wall(one.stages))


def test_sums_say_that_they_lack_what_is_unknown() -> None:
    found = forecast([train(), train(of="other", size=None)], [False] * 2, [None] * 2, RATES, [], device="cpu", cores=2)
    assert (found.stages["train"].seconds, found.stages["train"].unknown) == (110, 1)
    assert not found.complete
    said = sentences(found)
    assert said[0].startswith("Predicted: at least 1.8 min")
    assert any("'other'" in sentence for sentence in said)
    nothing = forecast([train(of="other", size=None)], [False], [None], RATES, [], device="cpu", cores=2)
    assert as_json(nothing)["complete"] is False


def test_what_is_done_is_compared_and_the_rest_goes_by_it() -> None:
    own = [Rate("train", "bert", 100, "cpu", Line(0, 0.33), None, 1, "so far")]
    done = Taken(seconds=330, memory=3e9, disk=6e8)
    found = forecast(
        [train(), train(), SCORE], [True, False, False], [done, None, None], RATES, own, device="cpu", cores=2
    )
    stage = found.stages["train"]
    # the prediction is not made from what it is compared with
    assert (stage.done, stage.of_compared, stage.compared, stage.taken_memory) == (1, 110, 330, 3e9)
    assert found.left["train"].seconds == 330
    assert found.left["score"].seconds == 5
    said = " ".join(sentences(found))
    assert "1 of 3 jobs are done" in said
    assert "3.00 times what was predicted" in said
    assert as_json(found)["stages"]["train"]["of_compared"] == 110


def test_the_table_shows_what_is_missing_as_missing(capsys: pytest.CaptureFixture[str]) -> None:
    unknown = train(of="other", size=None, disk=None)
    found = forecast([train(), unknown, SCORE], [False] * 3, [None] * 3, RATES, [], device="cpu", cores=2)
    show(found, "mine")
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 120 + 40  # sentences wrap, the table does not
    row = next(line for line in lines if line.lstrip().startswith("train")).split()
    assert row == ["train", "2", "–", "≥", "1.8", "min", "1.8", "min", "–", "2", "GB", "500", "MB", "–", "–"]
    row = next(line for line in lines if line.lstrip().startswith("score")).split()
    assert row == ["score", "1", "–", "5", "s", "5", "s", "–", "–", "–", "–", "–"]


def test_durations() -> None:
    assert [duration(number) for number in (0.04, 3.21, 75, 6_500, 200_000)] == [
        "0.04 s",
        "3.2 s",
        "75 s",
        "1.8 h",
        "2.3 days",
    ]


def test_what_was_done_before_is_not_ahead_and_only_what_is_known_of_both_is_compared() -> None:
    took = Taken(seconds=50, memory=None, disk=0)
    other = train(of="other", size=None)
    # one that left no record, one that was predicted, one that was not
    found = forecast([train(), train(), other], [True] * 3, [None, took, took], RATES, [], device="cpu", cores=2)
    stage = found.stages["train"]
    assert (stage.done, stage.measured, stage.taken) == (3, 2, 100)
    assert (stage.compared, stage.of_compared) == (50, 110)
    assert not found.left
    assert "0.45 times what was predicted" in " ".join(sentences(found))


def test_a_gpu_that_was_not_measured_is_said_to_be_assumed() -> None:
    encode = Job("encode", ("encode/r",), "bert", 100, 1000, 8, True, (), None, 2e9)
    rates = [Rate("encode", "bert", 100, "cpu", Line(0, 0.8), 1e9, 3, "there")]
    said = predict(encode, rates, "gpu")
    assert (said.seconds, said.memory) == (100, 3e9)
    assert "8 times as fast as this CPU, since none was measured" in said.why
    assert predict(encode, rates, "cpu").seconds == 800
    # what embeds the same texts takes as long
    teach = Job("teach", ("teach/r/d",), "bert", 100, 1000, 8, True, (), None, 2e9)
    assert predict(teach, rates, "cpu").seconds == 800


def test_a_stage_that_was_never_measured_makes_the_sum_a_least_one() -> None:
    translate = Job("translate", ("translate/d",), "m2m", None, 500, 8, True, (), None, None)
    found = forecast([SCORE, translate], [False] * 2, [None] * 2, RATES, [], device="cpu", cores=2)
    assert not found.complete
    assert sentences(found)[0].startswith("Predicted: at least 5 s")


@pytest.mark.parametrize("number", [0.00002, 0.04, 9.97, 99.7, 100.0, 5_999, 172_799])
def test_no_number_is_a_power_of_ten(number: float) -> None:
    assert "e" not in two_digits(number)
    assert "e+" not in duration(number)


def test_a_similar_encoder_is_slower_to_start_and_said_in_plain_numbers() -> None:
    said = predict(train(of="huge", size=10_000), RATES, "cpu")
    # a hundred times 10 s and 0.1 s a row
    assert said.seconds == 11_000
    assert "100 times bert" in said.why


def test_gpu_hours_stand_in_the_table_and_below_it(capsys: pytest.CaptureFixture[str]) -> None:
    found = forecast([train(work=359_000)] * 2, [False] * 2, [None] * 2, RATES, [], device="gpu", cores=2)
    show(found, "mine")
    printed = capsys.readouterr().out
    lines = printed.splitlines()
    heading = next(line for line in lines if "GPU-hours" in line)
    row = next(line for line in lines if line.lstrip().startswith("train"))
    end = heading.index("GPU-hours") + len("GPU-hours")
    # 10 s and 3,590 s, twice
    assert row[:end].endswith(" 2")
    assert "Of GPUs it takes 2 GPU-hours." in printed
    on_cpu = forecast([train()], [False], [None], RATES, [], device="cpu", cores=2)
    assert "Of GPUs" not in " ".join(sentences(on_cpu))
