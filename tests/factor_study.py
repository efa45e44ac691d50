"""A study whose factors have known effects, and the metrics of its runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product

import numpy as np
import pandas as pd

from lingmix.config.mix import Crosslingual, Hybrid, Mix, Monolingual
from lingmix.config.study import Run
from lingmix.stats.factors import factors
from lingmix.table.seen import Seen

LANGS = ("ar", "de", "el", "en", "es", "hi", "ru", "th", "tr", "vi", "zh")
TRAINED_ON = frozenset({"ar", "de", "en", "es", "hi", "vi", "zh"})
MIXES: dict[str, Mix] = {
    "mono": Monolingual(kind="monolingual"),
    "cross": Crosslingual(kind="crosslingual"),
    "half": Hybrid(kind="hybrid", alpha=0.5),
}
MIX = {"mono": -0.06, "cross": 0.02, "half": 0.04}
"""α from 0 to 1 takes −0.08, and the ends lie 0.06 below the middle."""
OBJECTIVE = {"nce": -0.01, "margin": 0.01}
SETTINGS = {
    "monolingual": [(one, one) for one in LANGS],
    "crosslingual": [(one, other) for one, other in product(LANGS, LANGS) if one != other],
    "multilingual": [(one, "all") for one in LANGS],
}
Value = Callable[[Run, str, str], float]


def runs_of(seeds: tuple[int, ...] = (1, 2, 3), cells: tuple[tuple[str, str], ...] = ()) -> list[Run]:
    """The untrained encoder, and every mix with every objective, or only some of them."""
    trained = [Run("static", *cell, None, seed) for cell in cells or product(MIX, OBJECTIVE) for seed in seeds]
    return [*(Run("static", None, None, None, seed) for seed in seeds), *trained]


def value(run: Run, query: str, passage: str) -> float:
    """The sum of effects; 0.05 more where the query's language was in training."""
    return 0.5 + MIX[str(run.mix)] + OBJECTIVE[str(run.objective)] + 0.05 * (query in TRAINED_ON)


def metrics_of(runs: list[Run], value: Value = value, noise: float = 1e-6, settings: Mapping[str, list] = SETTINGS) -> (
    pd.DataFrame
):  # fmt: skip
    rng = np.random.default_rng(1)
    return pd.DataFrame(
        {
            **run.axes,
            "benchmark": "bench/test",
            "setting": setting,
            "query_lang": query,
            "passage_lang": passage,
            "metric": "map",
            "value": (value(run, query, passage) if run.trained else 0.1) + noise * rng.normal(),
            "queries": 5,
        }
        for run in runs
        for setting, pairs in settings.items()
        for query, passage in [*pairs, ("macro", "all" if setting == "multilingual" else "macro")]
    )


def seen_of(runs: list[Run]) -> dict[str, Seen]:
    """Monolingual batches never hold two languages together."""
    together = frozenset(frozenset(pair) for pair in product(TRAINED_ON, TRAINED_ON) if pair[0] != pair[1])
    return {run.id: Seen(TRAINED_ON, frozenset() if run.mix == "mono" else together) for run in runs if run.trained}


def found(runs: list[Run], metrics: pd.DataFrame | None = None, mixes: Mapping[str, Mix] = MIXES) -> pd.DataFrame:
    """The factorial view."""
    metrics = metrics_of(runs) if metrics is None else metrics
    return factors(metrics, runs, mixes, seen_of(runs), ["map"])
