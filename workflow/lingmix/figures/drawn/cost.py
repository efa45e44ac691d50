"""Quality against the time that training took, a panel per setting, a point per variant."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lingmix.config.study import AXES, UNTRAINED
from lingmix.figures.cells import macro_cells
from lingmix.figures.names import named
from lingmix.figures.scatter import BEST, OTHER, key, scatter, stacked, undominated
from lingmix.figures.theme import Drawing, finished
from lingmix.metrics.measure import parse
from lingmix.table.labels import heading, label

TITLE = "training time of a seed in seconds (log scale)"


def draw(table: pd.DataFrame, costs: pd.DataFrame, benchmark: str, metric: str) -> Drawing | None:
    """Means over seeds, with a standard deviation of the quality and the range of the time. Times are the jobs' wall
    time: they compare only where jobs ran alike. Memory is not recorded, so it is not shown.

    Args:
        table: as :func:`lingmix.table.ablation.ablation` returns it.
        costs: as :func:`lingmix.figures.records.costs` returns it.
        benchmark, metric: which of the table's rows.

    Returns:
        None where no setting has two variants with a value and a time.
    """
    rows = points(table, costs, benchmark, metric)
    there = rows[["x", "y"]].notna().all(axis=1)
    settings = [str(setting) for setting, own in rows[there].groupby("setting", sort=False) if len(own) > 1]
    if not settings:
        return None
    plots: list[Drawing] = []
    for setting in settings:
        title = TITLE if setting == settings[-1] else None
        x = alt.X("x:Q", title=title, axis=alt.Axis(format="~s", tickCount=5, labelOverlap="greedy"))
        own = rows[there & (rows["setting"] == setting)]
        plots.append(scatter(own, x, f"{setting} {heading(metric)}", height=130, log=True))
    once = rows.drop_duplicates("number")
    best = once["number"].isin(rows.loc[rows["state"] == BEST, "number"]).tolist()
    gone = (~once["number"].isin(rows.loc[there, "number"])).tolist()
    return finished(
        stacked([*plots, key(once["number"].tolist(), once["name"].tolist(), best, gone)]),
        f"{benchmark}: {label(metric)} by cost",
        "filled: no other of the encoder's variants is better in less time (bold: in some setting); bars: ± standard "
        "deviation, and the shortest and longest time, over seeds",
        f"{label(metric)} of every variant over the seconds that its training took, by setting",
    )


def points(table: pd.DataFrame, costs: pd.DataFrame, benchmark: str, metric: str) -> pd.DataFrame:
    """What is drawn, by setting and in the table's order: the axes, ``setting``, ``number`` of the variant (from 1),
    ``name``, ``x`` (seconds), ``y`` (the metric), the ends of their bars and ``state``; see
    :func:`lingmix.figures.scatter.scatter`."""
    cells = macro_cells(table, benchmark, metric)
    cells = cells[cells["mix"] != UNTRAINED].drop(columns="sd")
    rows = cells.merge(costs, on=list(AXES), how="left").rename(
        columns={"mean": "y", "low": "y_low", "high": "y_high", "seconds": "x", "seconds_low": "x_low"}
        | {"seconds_high": "x_high"}
    )
    rows["number"] = rows.groupby(list(AXES), sort=False).ngroup() + 1
    rows["name"] = named(rows)
    rows["state"] = OTHER
    sign = 1 if parse(metric)[0].higher_is_better else -1
    for _, own in rows.dropna(subset=["x", "y"]).groupby(["setting", "encoder"]):
        best = undominated((-own["x"]).tolist(), (sign * own["y"]).tolist())
        rows.loc[own.index[best], "state"] = BEST
    return rows
