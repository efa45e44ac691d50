from __future__ import annotations

import math

import pandas as pd
import pytest
from figure_study import BENCH, NO_VALUES, encodings, mixes, spec, table, trained, values

from lingmix.figures.drawn.alpha import draw, points
from lingmix.figures.mixes import alpha_families, mix_table

FACTS = mix_table(
    mixes(mono={"kind": "monolingual", "alpha": 1.0}, half={"alpha": 0.5}, cross={"kind": "crosslingual", "alpha": 0.0})
)
RUNS = trained(["mono", "half", "cross"])
LEVEL = {"mono": 0.2, "half": 0.6, "cross": 0.8}


def value(run: object, setting: str) -> float:
    # seeds 1 and 2 are 0.05 to both sides
    return LEVEL[run.mix] + {1: -0.05, 2: 0.05}[run.seed]  # type: ignore[attr-defined]


def test_points_are_by_alpha_and_without_intervals_have_a_standard_deviation_to_both_sides() -> None:
    found = points(table(RUNS, value), NO_VALUES, FACTS, BENCH, "map")
    assert list(dict.fromkeys(found["panel"])) == ["monolingual", "crosslingual", "multilingual"]
    first = found[found["panel"] == "monolingual"]
    assert first["x"].tolist() == [0.0, 0.5, 1.0]
    assert first["mean"].tolist() == pytest.approx([0.8, 0.6, 0.2])
    sd = math.sqrt(2) * 0.05  # of two values 0.1 apart
    assert first["high"].tolist() == pytest.approx([0.8 + sd, 0.6 + sd, 0.2 + sd])
    assert first["low"].tolist() == pytest.approx([0.8 - sd, 0.6 - sd, 0.2 - sd])


def test_bars_are_the_intervals_where_there_are_any_and_the_caption_says_which() -> None:
    means = table(RUNS, value)
    found = points(means, values(means), FACTS, BENCH, "map")
    first = found[found["panel"] == "crosslingual"]
    assert first["low"].tolist() == pytest.approx([0.78, 0.58, 0.18])
    assert first["high"].tolist() == pytest.approx([0.81, 0.61, 0.21])

    def caption(intervals: pd.DataFrame) -> str:
        return " ".join(spec(draw(means, intervals, FACTS, BENCH, "map"))["title"]["subtitle"])

    assert "95 % interval over seeds and questions" in caption(values(means))
    assert "95 % interval over questions, of one seed" in caption(values(means, seeds=1))
    for none in (NO_VALUES, values(means, float("nan")), values(means).assign(metric="recall@10")):
        assert "± standard deviation over seeds" in caption(none)


def test_a_variant_without_all_seeds_is_missing_and_not_zero() -> None:
    rows = points(table(RUNS, value, finished=RUNS[:-1]), NO_VALUES, FACTS, BENCH, "map")
    assert rows.loc[rows["x"] == 0, "mean"].isna().all()
    chart = spec(draw(table(RUNS, value, finished=RUNS[:-1]), NO_VALUES, FACTS, BENCH, "map"))
    at_0 = [row for row in chart["data"]["values"] if row["x"] == 0]
    assert len(at_0) == 3
    assert all(row["mean"] is row["low"] is row["high"] is None for row in at_0)


def test_nothing_finished_is_no_figure() -> None:
    found = table(RUNS, value)
    assert draw(found.assign(mean=float("nan")), NO_VALUES, FACTS, BENCH, "map") is None
    assert draw(found, NO_VALUES, FACTS, "gone", "map") is None


def test_series_differ_in_shape_and_dash_as_well_as_colour() -> None:
    runs = trained(["mono", "half", "cross"], ["nce", "margin"])
    chart = spec(draw(table(runs, value), NO_VALUES, FACTS, BENCH, "map"))
    for channel in ("color", "shape", "strokeDash"):
        (scale, *_) = [one["scale"] for one in encodings(chart, channel) if "scale" in one]
        assert scale["domain"] == ["nce", "margin"]
        assert scale["range"][0] != scale["range"][1]
    assert "α" in encodings(chart, "x")[0]["title"]


def test_bars_of_series_at_one_x_stand_beside_each_other() -> None:
    runs = trained(["mono", "half", "cross"], ["nce", "margin", "hybrid"])
    means = table(runs, value)
    chart = spec(draw(means, values(means), FACTS, BENCH, "map"))
    beside = {row["series"]: row["beside"] for row in chart["data"]["values"]}
    assert beside == {"nce": -4, "margin": 0, "hybrid": 4}
    marks = [layer["mark"] for layer in chart["spec"]["layer"]]
    assert {mark["type"] for mark in marks} == {"line", "rule", "point", "text"}
    assert all(mark["xOffset"] == {"expr": "datum.beside"} for mark in marks)
    # one series is not shifted
    assert {
        row["beside"] for row in spec(draw(table(RUNS, value), NO_VALUES, FACTS, BENCH, "map"))["data"]["values"]
    } == {0}


def test_only_mixes_that_agree_in_all_else_are_joined() -> None:
    facts = mixes(
        mono={"kind": "monolingual", "alpha": 1.0},
        half={"alpha": 0.5},
        also_mono={"alpha": 1.0},
        small={"alpha": 0.5, "parallel_size": 100},
        small_mono={"alpha": 1.0, "parallel_size": 100},
        alone={"alpha": 0.5, "rest": '{"pivot": "en"}'},
        changing={"rest": "{}"},
        english={"kind": "english"},
    )
    found = alpha_families(mix_table(facts))
    assert [own["mix"].tolist() for _, own in found.groupby("family", sort=False)] == [
        ["half", "also_mono"],  # of two with one α the hybrid
        ["small", "small_mono"],
    ]


def test_pure_mixes_alone_are_no_curve() -> None:
    assert alpha_families(FACTS[FACTS["mix"] != "half"]).empty
    assert alpha_families(FACTS[FACTS["mix"] == "half"]).empty


def test_two_encoders_have_panels_of_their_own() -> None:
    found = table(RUNS, value)
    both = pd.concat([found, found.assign(encoder="e5")], ignore_index=True)
    panels = list(dict.fromkeys(points(both, NO_VALUES, FACTS, BENCH, "map")["panel"]))
    assert panels[:2] == ["static: monolingual", "e5: monolingual"]
