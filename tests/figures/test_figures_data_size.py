from __future__ import annotations

import pytest
from figure_study import BENCH, NO_VALUES, mixes, spec, table, trained

from lingmix.figures.drawn.data_size import draw, points
from lingmix.figures.mixes import mix_table, size_families
from lingmix.figures.sizes import plan_sizes

FACTS = mix_table(
    mixes(
        few={"alpha": 0.5, "parallel_size": 10},
        some={"alpha": 0.5, "parallel_size": 20},
        all={"alpha": 0.5},
        mono_few={"alpha": 1.0, "parallel_size": 10},
        mono={"kind": "monolingual", "alpha": 1.0},
        odd={"alpha": 0.25},
    )
)
PLANS = plan_sizes(
    {"mix": mix, "groups_allowed": 100, "groups_parallel": parallel}
    for mix, parallel in {"few": 10, "some": 20, "all": 80, "mono_few": 10, "mono": 80, "odd": 80}.items()
)
RUNS = trained(list(FACTS["mix"]))
LEVEL = {"few": 0.3, "some": 0.4, "all": 0.5, "mono_few": 0.2, "mono": 0.1, "odd": 0.9}


def value(run: object, setting: str) -> float:
    return LEVEL[run.mix]  # type: ignore[attr-defined]


def test_sizes_are_those_of_the_plans_and_all_data_is_one() -> None:
    found = points(table(RUNS, value), NO_VALUES, FACTS, PLANS, BENCH, "map", "parallel_size")
    first = found[found["panel"] == "crosslingual"]
    assert first[["series", "x", "mean"]].values.tolist() == [
        ["α = 0.5", 10.0, 0.3],
        ["α = 0.5", 20.0, 0.4],
        ["α = 0.5", 80.0, 0.5],
        ["α = 1", 10.0, 0.2],
        ["α = 1", 80.0, 0.1],  # a monolingual mix is hybrid with α = 1
    ]


def test_a_size_that_does_not_vary_is_no_curve() -> None:
    assert size_families(FACTS, "data_size").empty
    chart = spec(draw(table(RUNS, value), NO_VALUES, FACTS, PLANS, BENCH, "map"))
    assert "vconcat" not in chart
    alone = FACTS[FACTS["mix"].isin(["all", "mono", "odd"])]
    assert draw(table(RUNS, value), NO_VALUES, alone, PLANS, BENCH, "map") is None


def test_no_parallel_groups_at_all_have_a_place_on_the_axis() -> None:
    facts = mix_table(mixes(none={"alpha": 1.0, "parallel_size": 0}, all={"alpha": 1.0}))
    plans = plan_sizes([{"mix": m, "groups_allowed": 9, "groups_parallel": n} for m, n in (("none", 0), ("all", 9))])
    runs = trained(["none", "all"])
    chart = spec(draw(table(runs, lambda run, _: 0.5), NO_VALUES, facts, plans, BENCH, "map"))
    assert {row["x"] for row in chart["data"]["values"]} == {0, 9}


def test_two_sorts_of_size_are_below_each_other() -> None:
    facts = mix_table(
        mixes(small={"alpha": 0.5, "data_size": 50}, few={"alpha": 0.5, "parallel_size": 5}, all={"alpha": 0.5})
    )
    sizes = {"small": (50, 40), "few": (100, 5), "all": (100, 80)}
    plans = plan_sizes({"mix": m, "groups_allowed": a, "groups_parallel": p} for m, (a, p) in sizes.items())
    runs = trained(["small", "few", "all"])
    chart = spec(draw(table(runs, lambda run, _: 0.5), NO_VALUES, facts, plans, BENCH, "map"))
    xs = [{row["x"] for row in part["data"]["values"]} for part in chart["vconcat"]]
    assert xs == [{50, 100}, {5, 80}]


def test_seeds_plans_are_averaged() -> None:
    found = plan_sizes([{"mix": "m", "groups_allowed": n, "groups_parallel": n} for n in (10, 20)])
    assert found.loc[0, "data_size"] == pytest.approx(15)
