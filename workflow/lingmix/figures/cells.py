"""The rows of an ablation table that a figure is made from, and how sure they are."""

from __future__ import annotations

import pandas as pd

from lingmix.config.study import AXES
from lingmix.data.dataset import SETTINGS
from lingmix.metrics.pools import ALL
from lingmix.metrics.score import MACRO
from lingmix.stats.comparisons import name as variant_id

INTERVAL = "95 % interval over seeds and questions"
ONE_SEED = "95 % interval over questions, of one seed"
DEVIATION = "± standard deviation over seeds"


def macro_cells(table: pd.DataFrame, values: pd.DataFrame, benchmark: str, metric: str) -> pd.DataFrame:
    """The means over languages of one metric on one benchmark.

    Args:
        table: as :func:`lingmix.table.ablation.ablation` returns it.
        values: their intervals, as :func:`lingmix.stats.judge.judge` returns them.

    Returns:
        The axes, ``setting``, ``mean``, and the ends ``low``, ``high`` (float64, NaN where there are none) of what
        :func:`spread` says. Variants in the table's order, settings from monolingual to multilingual.
    """
    chosen = (table["benchmark"] == benchmark) & (table["metric"] == metric) & (table["query_lang"] == MACRO)
    rows = table.loc[chosen & table["passage_lang"].isin([MACRO, ALL]), [*AXES, "setting", "mean", "sd"]]
    if spread(values, benchmark, metric) == DEVIATION:
        rows = rows.assign(low=rows["mean"] - rows["sd"], high=rows["mean"] + rows["sd"])
    else:
        ends = _of(values, benchmark, metric)[["variant", "setting", "low", "high"]]
        names = [variant_id(axes) for axes in rows[list(AXES)].itertuples(index=False)]
        rows = rows.assign(variant=names).merge(ends, on=["variant", "setting"], how="left").drop(columns="variant")
        rows[["low", "high"]] = rows[["low", "high"]].where(rows["mean"].notna())
    place = {setting: number for number, setting in enumerate(SETTINGS)}
    rows = rows.drop(columns="sd")
    return rows.sort_values("setting", key=lambda found: found.map(place), kind="stable", ignore_index=True)


def spread(values: pd.DataFrame, benchmark: str, metric: str) -> str:
    """What the bars of a metric on a benchmark are: intervals where there are any, else standard deviations."""
    there = _of(values, benchmark, metric)
    there = there[there["low"].notna()]
    if there.empty:
        return DEVIATION
    return INTERVAL if there["seeds"].max() > 1 else ONE_SEED


def panels_of(rows: pd.DataFrame) -> pd.Series[str]:
    """What stands above each row's panel: its setting, after its encoder where there are several."""
    if rows["encoder"].nunique() > 1:
        return rows["encoder"] + ": " + rows["setting"]
    return rows["setting"]


def _of(values: pd.DataFrame, benchmark: str, metric: str) -> pd.DataFrame:
    return values[(values["benchmark"] == benchmark) & (values["metric"] == metric)]
