"""The ablation table: every variant's metrics, averaged over seeds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lingmix.config.study import AXES, Run
from lingmix.metrics.score import MACRO

CELL = ("benchmark", "setting", "query_lang", "passage_lang", "metric")
COLUMNS = (*AXES, *CELL, "mean", "sd", "difference", "seeds", "seeds_planned", "queries")


def ablation(
    metrics: pd.DataFrame, runs: Sequence[Run], baseline: tuple[str, str] | None, expected: pd.DataFrame | None = None
) -> pd.DataFrame:
    """One row per variant × benchmark × setting × language pair × metric.

    Args:
        metrics: the metrics of the finished runs: the run's axes, ``benchmark`` and the columns of
            :func:`lingmix.metrics.score.score`.
        runs: all runs of the study, finished or not.
        baseline: mix and objective that differences are taken from, within each encoder.
        expected: cells (columns :data:`CELL`) that every variant should have; those of the finished runs if not given.

    Returns:
        The axes, :data:`CELL`, ``mean`` and ``sd`` over seeds (sample standard deviation, NaN for one seed),
        ``difference`` (mean minus the baseline's mean), ``seeds`` (finished), ``seeds_planned``, ``queries`` (of one
        seed; seeds share the benchmark). Where a seed is missing, mean, sd and difference are NaN: an average over a
        part of the seeds would not compare with its neighbours.
    """
    planned = pd.DataFrame([run.axes for run in runs], columns=[*AXES, "seed"])
    planned = planned.groupby(list(AXES), sort=False).size().rename("seeds_planned").reset_index()
    cells = (metrics if expected is None else expected)[list(CELL)].drop_duplicates()
    table = planned.merge(cells, how="cross")
    keys = [*AXES, *CELL]
    grouped = metrics.groupby(keys, sort=False)
    found = pd.DataFrame(
        {
            "mean": grouped["value"].mean(),
            "sd": grouped["value"].std(ddof=1),
            "seeds": grouped.size(),
            "queries": grouped["queries"].first(),
        }
    )
    table = table.merge(found.reset_index(), on=keys, how="left")
    table[["seeds", "queries"]] = table[["seeds", "queries"]].fillna(0).astype("int64")
    table.loc[table["seeds"] < table["seeds_planned"], ["mean", "sd"]] = np.nan
    table["difference"] = _difference(table, baseline)
    return table[list(COLUMNS)]


def macro(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of an ablation table that are means over all languages."""
    return table[table["query_lang"] == MACRO].drop(columns=["query_lang", "passage_lang"]).reset_index(drop=True)


def _difference(table: pd.DataFrame, baseline: tuple[str, str] | None) -> pd.Series:
    if baseline is None:
        return pd.Series(np.nan, index=table.index)
    mix, objective = baseline
    base = table[(table["mix"] == mix) & (table["objective"] == objective)]
    keys = ["encoder", *CELL]
    joined = table[keys].merge(base[[*keys, "mean"]].rename(columns={"mean": "base"}), on=keys, how="left")
    return table["mean"] - joined["base"]
