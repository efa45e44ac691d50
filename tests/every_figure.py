"""Every sort of figure, drawn from a small study whose names try to break out of a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from figure_study import BENCH, mixes, table, trained, values

from lingmix.config.study import Run
from lingmix.figures.catalogue import FIGURES, drawing
from lingmix.figures.mixes import mix_table
from lingmix.figures.quantiles import distance_quantiles
from lingmix.figures.records import costs, courses
from lingmix.figures.sizes import plan_sizes
from lingmix.figures.theme import Drawing
from lingmix.table.ablation import ablation

HOSTILE = "</script><b>&"
OBJECTIVES = ("nce", "margin")
RUNS = [Run("static", None, None, None, 1), *trained(["mono", HOSTILE, "all"], OBJECTIVES)]


def level(run: Run, setting: str = "monolingual") -> float:
    """No two variants are equal."""
    mix, objective = {None: 0, "mono": 1, HOSTILE: 2, "all": 3}[run.mix], run.objective == "margin"
    return 0.1 + 0.2 * mix + 0.05 * objective + (0.01 if setting == "monolingual" else -0.02) * (run.seed or 0)


def pairs() -> pd.DataFrame:
    cells = [("monolingual", "de", "de", "map"), ("crosslingual", "de", "en", "map")]
    cells += [("multilingual", lang, "all", "rank_distance") for lang in ("de", "macro")]
    rows = [
        {**run.axes, "benchmark": BENCH, "setting": setting, "query_lang": query, "passage_lang": passage}
        | {"metric": metric, "value": level(run) * (1000 if metric == "rank_distance" else 1), "queries": 1}
        for run in RUNS
        for setting, query, passage, metric in cells
    ]
    return ablation(pd.DataFrame(rows), RUNS, ("mono", "nce", "none"))


def given() -> dict[str, Any]:
    """What figures need, by the name of the argument."""
    own = [run for run in RUNS if run.trained]
    records = [
        {"seconds": 2.0 + level(run), "log": [{"step": 1, "loss": 2.0}, {"step": 2, "loss": 1 + level(run)}]}
        for run in own
    ]
    ranks = pd.DataFrame(
        [("a", "de", "all", 1), ("a", "de", "all", 4), ("b", "de", "all", 2), ("b", "de", "all", 90)],
        columns=["group", "query_lang", "pool", "rank"],
    )
    macro = table(RUNS, level)
    facts = mixes(mono={"alpha": 1.0}, **{HOSTILE: {"alpha": 0.5}}, all={"alpha": 0.0})
    return {
        "table": pd.concat([macro, pairs()], ignore_index=True),
        "values": values(macro),
        "mixes": mix_table(facts),
        "plans": plan_sizes([{"mix": one["mix"], "groups_allowed": 9, "groups_parallel": 9} for one in facts]),
        "distances": distance_quantiles(RUNS, [Path("x")] * len(RUNS), lambda path, _: ranks),
        "courses": courses(own, records),
        "costs": costs(own, records),
        "baseline": ("mono", "nce", "none"),
        "benchmark": BENCH,
        "metric": "map",
    }


def drawn(sort: str) -> Drawing:
    """A figure of each sort."""
    found = given()
    if sort == "data_size":
        sizes = {"mono": 5, HOSTILE: 7, "all": None}
        facts = mixes(**{mix: {"alpha": 0.5, "parallel_size": size} for mix, size in sizes.items()})
        found["mixes"] = mix_table(facts)
        found["plans"] = plan_sizes(
            [{"mix": mix, "groups_allowed": 9, "groups_parallel": size or 9} for mix, size in sizes.items()]
        )
    chart = drawing(sort)(**{need: found[need] for need in FIGURES[sort].needs})
    assert chart is not None
    return chart  # type: ignore[return-value]
