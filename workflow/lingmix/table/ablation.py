"""The ablation table: every variant's metrics, averaged over seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from lingmix.config.study import AXES, Run
from lingmix.errors import LingmixError
from lingmix.metrics.pools import ALL
from lingmix.metrics.score import MACRO
from lingmix.table.seen import Seen, seen_by_variant

CELL = ("benchmark", "setting", "query_lang", "passage_lang", "metric")
COLUMNS = (*AXES, *CELL, "exposure", "mean", "sd", "difference", "seeds", "seeds_planned", "queries")


def ablation(
    metrics: pd.DataFrame,
    runs: Sequence[Run],
    baseline: Sequence[str] | None,
    benchmarks: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    seen: Mapping[str, Seen] | None = None,
) -> pd.DataFrame:
    """One row per variant × benchmark × setting × language pair × metric.

    Args:
        metrics: the metrics of the finished runs: the run's axes and seed, ``benchmark`` and the columns of
            :func:`lingmix.metrics.score.score`. Rows of runs that are not in ``runs`` are ignored.
        runs: all runs of the study, finished or not.
        baseline: mix, objective and augmentation that differences are taken from, within each encoder.
        benchmarks: the settings and metrics of all benchmarks of the study; one that no run has finished yet gets
            its macro rows, without values.
        seen: what runs saw in training, by id, as :func:`lingmix.table.seen.seen_by_run` finds it.

    Returns:
        The axes, :data:`CELL`, ``exposure`` (one of :data:`lingmix.table.seen.EXPOSURES`, of what the variant's seeds
        saw between them; "" for untrained encoders, for means over languages, and where ``seen`` lacks a seed),
        ``mean`` and ``sd`` over seeds (float64; sample standard deviation, NaN for one seed),
        ``difference`` (mean minus the baseline's mean), ``seeds`` (finished), ``seeds_planned`` and ``queries`` (int64,
        of one seed; seeds share the benchmark). Variants are in the order of ``runs``, cells in the order in which
        ``metrics`` first has them. Where a seed is missing, mean, sd and difference are NaN: an average over a part of
        the seeds would not compare with its neighbours.

    Raises:
        LingmixError: a value is there twice.
    """
    keys = [*AXES, *CELL]
    planned = seeded(pd.DataFrame([run.axes for run in runs], columns=[*AXES, "seed"]))
    variants = planned.groupby(list(AXES), sort=False).size().rename("seeds_planned").reset_index()
    cells = _cells(metrics, benchmarks or {})
    table = variants.merge(cells, how="cross")
    table["exposure"] = _exposures(cells, seen_by_variant(runs, seen or {}))
    ours = seeded(metrics).merge(planned, on=[*AXES, "seed"])
    if (again := ours.duplicated([*keys, "seed"])).any():
        row = ours[again].iloc[0]
        raise LingmixError("the metrics hold two values of " + ", ".join(f"{key} {row[key]}" for key in keys))
    grouped = ours.groupby(keys, sort=False)
    found = pd.DataFrame(
        {
            # a NaN among the seeds makes the mean NaN, as a missing seed does
            "mean": grouped["value"].mean(skipna=False),
            "sd": grouped["value"].std(ddof=1, skipna=False),
            "seeds": grouped.size(),
            "queries": grouped["queries"].max(),
        }
    )
    table = table.merge(found.reset_index(), on=keys, how="left")
    table[["seeds", "queries"]] = table[["seeds", "queries"]].fillna(0).astype("int64")
    table.loc[table["seeds"] < table["seeds_planned"], ["mean", "sd"]] = np.nan
    table["difference"] = _difference(table, baseline)
    return table[list(COLUMNS)]


def macro(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of an ablation table that are means over all languages, without the columns about languages."""
    columns = ["query_lang", "passage_lang", "exposure"]
    return table[table["query_lang"] == MACRO].drop(columns=columns).reset_index(drop=True)


def macro_csv(table: pd.DataFrame) -> str:
    """:func:`macro` as CSV, with six decimals."""
    return macro(table).to_csv(index=False, float_format="%.6f")


def seeded(frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` with a seed that may be missing and still matches: no seed is a seed of its own."""
    return frame.assign(seed=frame["seed"].astype("Int64").astype("str"))


def of_variant(table: pd.DataFrame, variant: Sequence[str]) -> pd.Series[float]:
    """For each row of an ablation table, the mean of the variant with this mix, objective and augmentation in the
    same cell with the same encoder."""
    chosen = (table[list(AXES[1:])] == list(variant)).all(axis=1)
    keys = ["encoder", *CELL]
    found = table[keys].merge(table.loc[chosen, [*keys, "mean"]], on=keys, how="left")["mean"]
    return found.set_axis(table.index)


def _cells(metrics: pd.DataFrame, benchmarks: Mapping[str, Sequence[tuple[str, str]]]) -> pd.DataFrame:
    """The cells that every variant should have, in order."""
    cells = metrics[list(CELL)].drop_duplicates()
    absent = [
        (name, setting, MACRO, ALL if setting == "multilingual" else MACRO, metric)
        for name, wanted in benchmarks.items()
        if name not in set(cells["benchmark"])
        for setting, metric in wanted
    ]
    return pd.concat([cells, pd.DataFrame(absent, columns=list(CELL))], ignore_index=True) if absent else cells


def _exposures(cells: pd.DataFrame, variants: Mapping[tuple[str, ...], Seen | None]) -> list[str]:
    """The exposure of every cell to every variant, cells innermost."""
    codes, pairs = pd.factorize(pd.MultiIndex.from_frame(cells[["query_lang", "passage_lang"]]))
    # variants of one mix saw the same
    known = {one: [one.exposure(*pair) if one else "" for pair in pairs] for one in set(variants.values())}
    return [known[one][code] for one in variants.values() for code in codes]


def _difference(table: pd.DataFrame, baseline: Sequence[str] | None) -> pd.Series[float]:
    if baseline is None:
        return pd.Series(np.nan, index=table.index)
    return table["mean"] - of_variant(table, baseline)
