"""Points of variants: monolingual against crosslingual, and quality against cost."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from figure_study import BENCH, NO_VALUES, spec, table, trained, values

from lingmix.config.study import Run
from lingmix.figures.drawn import cost, pareto
from lingmix.figures.places import Axis, places
from lingmix.figures.records import costs
from lingmix.figures.scatter import BEST, undominated

RUNS = [Run("static", None, None, None, 1), *trained(["mono", "cross", "half"])]
LEVEL = {None: (0.1, 0.1), "mono": (0.6, 0.2), "cross": (0.5, 0.5), "half": (0.5, 0.4)}


def value(run: Run, setting: str) -> float:
    within, across = LEVEL[run.mix]
    return within if setting == "monolingual" else across


def test_what_no_other_beats_is_not_dominated() -> None:
    assert undominated([0.1, 0.6, 0.5, 0.5], [0.1, 0.2, 0.5, 0.4]) == [False, True, True, False]
    assert undominated([1, 1], [2, 2]) == [True, True]  # equals do not beat each other


def test_points_are_monolingual_against_crosslingual() -> None:
    rows = pareto.points(table(RUNS, value), NO_VALUES, BENCH, "map")
    assert rows[["number", "name", "x", "y", "state"]].values.tolist() == [
        [1, "untrained", 0.1, 0.1, "dominated"],
        [2, "mono", 0.6, 0.2, BEST],
        [3, "cross", 0.5, 0.5, BEST],
        [4, "half", 0.5, 0.4, "dominated"],
    ]
    assert math.isnan(rows.loc[0, "x_low"])  # one seed has no spread


def test_a_missing_variant_is_no_point_but_is_marked_in_the_key() -> None:
    found = table(RUNS, value, finished=RUNS[:-1])
    rows = pareto.points(found, NO_VALUES, BENCH, "map")
    assert rows.loc[3, ["x", "y"]].isna().all()
    plot, key = spec(pareto.draw(found, NO_VALUES, BENCH, "map"))["vconcat"]
    assert [row["number"] for row in plot["data"]["values"]] == [1, 2, 3]
    assert [row["text"] for row in key["data"]["values"]] == ["1  untrained", "2  mono", "3  cross", "4  half –"]
    assert [row["bold"] for row in key["data"]["values"]] == [False, True, True, False]


def test_one_variant_alone_is_no_plot() -> None:
    assert pareto.draw(table(RUNS[:1], value), NO_VALUES, BENCH, "map") is None
    assert cost.draw(table(RUNS, value), NO_VALUES, costs([], []), BENCH, "map") is None


def test_each_encoder_has_its_own_best() -> None:
    other = [Run("e5", "mono", "nce", None, seed) for seed in (1, 2)]
    rows = pareto.points(table([*RUNS, *other], value), NO_VALUES, BENCH, "map")
    assert rows.loc[rows["encoder"] == "e5", "state"].tolist() == [BEST]
    assert rows["name"].tolist()[-1] == "e5 · mono"


SECONDS = {("mono", 1): 10.0, ("mono", 2): 30.0, ("cross", 1): 5.0, ("cross", 2): 5.0}
OWN = trained(["mono", "cross", "half"])


def record(run: Run, **more: Any) -> dict[str, Any]:
    """What training took; of ``half`` it was not recorded."""
    return {"seconds": SECONDS[run.mix, run.seed], **more} if run.mix != "half" else {}  # type: ignore[index]


def test_cost_is_the_mean_time_of_the_seeds_and_its_range() -> None:
    found = costs(OWN, [record(run) for run in OWN])
    assert found[["mix", "seconds", "seconds_low", "seconds_high"]].values.tolist()[:2] == [
        ["mono", 20.0, 10.0, 30.0],
        ["cross", 5.0, 5.0, 5.0],
    ]
    assert found["seconds"].isna().tolist() == [False, False, True]
    rows = cost.points(table(RUNS, value), NO_VALUES, found, BENCH, "map")
    first = rows[(rows["setting"] == "monolingual") & (rows["cost"] == "seconds")]
    assert first["name"].tolist() == ["mono", "cross", "half"]  # untrained encoders have no cost
    assert first["state"].tolist() == [BEST, BEST, "dominated"]
    second = rows[(rows["setting"] == "crosslingual") & (rows["cost"] == "seconds")]
    assert second["state"].tolist() == ["dominated", BEST, "dominated"]
    # what no record has is no plot: three settings and the key
    chart = spec(cost.draw(table(RUNS, value), NO_VALUES, found, BENCH, "map"))
    assert len(chart["vconcat"]) == 4
    assert "training time (s" in str(chart["vconcat"][2])
    assert [row["number"] for row in chart["vconcat"][0]["data"]["values"]] == [1, 2]
    assert chart["vconcat"][3]["data"]["values"][2]["text"] == "3  half –"


def test_a_cost_that_differs_by_seed_alone_makes_nothing_worth_it() -> None:
    # the better one took 9 to 11, the worse 8 to 10 seconds, or in another study 5 to 6
    rows = pd.DataFrame({"x_low": [9, 8], "x_high": [11, 10], "y": [0.6, 0.5]})
    assert cost._worth_it(rows, 1) == [True, False]
    assert cost._worth_it(rows.assign(x_low=[9, 5], x_high=[11, 6]), 1) == [True, True]
    assert cost._worth_it(rows, -1) == [False, True]


def test_memory_and_energy_stand_beside_time_where_they_are_known() -> None:
    more = {"memory_bytes": 2_500_000_000, "gpu_memory_bytes": None, "cpu_energy_joules": 4200.0}
    found = costs(OWN, [record(run, **more) for run in OWN])
    rows = cost.points(table(RUNS, value), NO_VALUES, found, BENCH, "map")
    mono = rows[(rows["name"] == "mono") & (rows["setting"] == "monolingual")].set_index("cost")["x"]
    assert mono[["seconds", "memory_bytes", "cpu_energy_joules"]].tolist() == [20, 2.5, 4.2]
    assert math.isnan(mono["gpu_memory_bytes"])
    chart = spec(cost.draw(table(RUNS, value), NO_VALUES, found, BENCH, "map"))
    beside = chart["vconcat"][2]["hconcat"]
    assert [str(title) in str(plot) for title, plot in zip(("(s,", "memory (GB)", "(kJ,"), beside, strict=True)] == [
        True
    ] * 3
    assert "more time or memory or energy in all seeds" in " ".join(chart["title"]["subtitle"])


def test_an_interrupted_training_has_a_memory_but_no_time_and_no_energy() -> None:
    more = {"memory_bytes": 1000, "cpu_energy_joules": 7.0}
    found = costs(OWN[:2], [record(OWN[0], **more), record(OWN[1], **more, resumed=True)])
    assert found.loc[0, "memory_bytes"] == 1000
    assert found.loc[0, ["seconds", "seconds_low", "cpu_energy_joules"]].isna().all()


def test_bars_of_points_are_the_intervals_where_there_are_any() -> None:
    means = table(RUNS, value)
    rows = pareto.points(means, values(means), BENCH, "map")
    assert rows.loc[1, ["x_low", "x_high", "y_low", "y_high"]].tolist() == pytest.approx([0.58, 0.61, 0.18, 0.21])
    found = costs(OWN, [record(run) for run in OWN])
    for chart in (
        pareto.draw(means, values(means), BENCH, "map"),
        cost.draw(means, values(means), found, BENCH, "map"),
    ):
        assert "95 % interval over seeds and questions" in " ".join(spec(chart)["title"]["subtitle"])


def test_a_logarithmic_axis_is_not_told_to_leave_out_zero() -> None:
    found = costs(OWN, [record(run) for run in OWN])
    plot = spec(cost.draw(table(RUNS, value), NO_VALUES, found, BENCH, "map"))["vconcat"][0]
    (scale,) = {str(layer["encoding"]["x"]["scale"]) for layer in plot["layer"] if "scale" in layer["encoding"]["x"]}
    assert "'log'" in scale
    assert "zero" not in scale


def test_an_axis_goes_there_and_back() -> None:
    for axis in (Axis((2.0, 10.0), 100), Axis((1.0, 100.0), 100, log=True)):
        for pixel in (0.0, 25.0, 100.0):
            assert axis.pixel(axis.value(pixel)) == pytest.approx(pixel)
    assert Axis((1.0, 100.0), 100, log=True).pixel(10.0) == pytest.approx(50)
    around = Axis.around([5.0, 5.0], 100)
    assert around.domain[0] < 5 < around.domain[1]


def test_labels_hide_neither_points_nor_each_other() -> None:
    points = [(50.0 + 9 * (number % 3), 50.0 + 9 * (number // 3)) for number in range(6)]
    found = places(points, [str(number) for number in range(6)], (200, 200))
    for number, (x, y) in enumerate(found):
        for a, b in found[:number]:
            assert abs(x - a) >= 5 or abs(y - b) >= 9
        for a, b in points:
            assert abs(x - a) >= 6.5 or abs(y - b) >= 8.5
