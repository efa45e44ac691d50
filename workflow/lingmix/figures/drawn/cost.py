"""Quality against what training took, a row per setting, a column for time, memory and energy, a point per variant."""

from __future__ import annotations

from typing import NamedTuple

import altair as alt
import numpy as np
import pandas as pd

from lingmix.config.study import AXES, UNTRAINED
from lingmix.figures.cells import macro_cells, spread
from lingmix.figures.names import named
from lingmix.figures.scatter import BEST, OTHER, key, scatter, stacked
from lingmix.figures.theme import PAGE, PLOT, Drawing, finished
from lingmix.metrics.measure import parse
from lingmix.table.labels import heading, label

HEIGHT = 130
BESIDE = 56
"""What a plot needs beside it for its axis, where there are several."""


class Cost(NamedTuple):
    """An axis: its title, how many of the record's units are one of its own, and whether it is logarithmic."""

    title: str
    unit: float
    log: bool


AXIS = {
    "seconds": Cost("training time (s, log scale)", 1, True),
    "memory_bytes": Cost("peak memory (GB)", 1e9, False),
    "gpu_memory_bytes": Cost("peak GPU memory (GB)", 1e9, False),
    "cpu_energy_joules": Cost("processors' energy (kJ, log scale)", 1e3, True),
}
"""By the column of :func:`lingmix.figures.records.costs`."""


def draw(table: pd.DataFrame, values: pd.DataFrame, costs: pd.DataFrame, benchmark: str, metric: str) -> Drawing | None:
    """Means over seeds, with the quality's interval and the range of the cost. Time, memory and energy are those of
    jobs: they compare only where jobs ran alike. What the records do not know has no plot.

    Args:
        table: as :func:`lingmix.table.ablation.ablation` returns it.
        values: their intervals, as :func:`lingmix.stats.judge.judge` returns them.
        costs: as :func:`lingmix.figures.records.costs` returns it.
        benchmark, metric: which of the table's rows.

    Returns:
        None where no setting has two variants with a value and a cost.
    """
    rows = points(table, values, costs, benchmark, metric)
    there = rows[rows[["x", "y"]].notna().all(axis=1)]
    several = there.groupby(["setting", "cost"], sort=False)["number"].transform("size") > 1
    there = there[several]
    if there.empty:
        return None
    shown = [cost for cost in AXIS if cost in set(there["cost"])]
    width = PLOT if len(shown) == 1 else PAGE // len(shown) - BESIDE
    plots: list[Drawing] = []
    for setting, own in there.groupby("setting", sort=False):
        last = setting == there["setting"].iloc[-1]
        beside = [
            _plot(own[own["cost"] == cost], AXIS[cost], f"{setting} {heading(metric)}", width, last, cost == shown[0])
            for cost in shown
            if cost in set(own["cost"])
        ]
        plots.append(beside[0] if len(shown) == 1 else alt.hconcat(*beside, spacing=10))
    once = rows.drop_duplicates("number")
    gone = (~once["number"].isin(there["number"])).tolist()
    names = key(once["number"].tolist(), once["name"].tolist(), [False] * len(once), gone)
    told = " or ".join(["time", "memory", "GPU memory", "energy"][list(AXIS).index(cost)] for cost in shown)
    return finished(
        stacked([*plots, names]),
        f"{benchmark}: {label(metric)} by cost of training",
        f"means over seeds; filled: every better variant of the encoder took more {told} in all seeds; bars across: "
        f"least and most of a seed; bars up: {spread(values, benchmark, metric)}",
        f"{label(metric)} of every variant over what its training took: {told}, by setting",
        wide=len(shown) > 1,
    )


def points(table: pd.DataFrame, values: pd.DataFrame, costs: pd.DataFrame, benchmark: str, metric: str) -> pd.DataFrame:
    """What is drawn, by cost, then setting, and in the table's order: the axes, ``setting``, ``cost``, ``number`` of
    the variant (from 1), ``name``, ``x`` (the cost in its axis's unit), ``y`` (the metric), the ends of their bars and
    ``state``; see :func:`lingmix.figures.scatter.scatter`."""
    cells = macro_cells(table, values, benchmark, metric)
    cells = cells[cells["mix"] != UNTRAINED].rename(columns={"mean": "y", "low": "y_low", "high": "y_high"})
    cells["number"] = cells.groupby(list(AXES), sort=False).ngroup() + 1
    cells["name"] = named(cells)
    parts = []
    for cost, axis in AXIS.items():
        ends = {cost: "x", f"{cost}_low": "x_low", f"{cost}_high": "x_high"}
        own = costs[[*AXES, *ends]].rename(columns=ends)
        own[list(ends.values())] /= axis.unit
        parts.append(cells.merge(own, on=list(AXES), how="left").assign(cost=cost))
    rows = pd.concat(parts, ignore_index=True)
    rows["state"] = OTHER
    sign = 1 if parse(metric)[0].higher_is_better else -1
    for _, own in rows.dropna(subset=["x", "y"]).groupby(["setting", "cost", "encoder"]):
        rows.loc[own.index[_worth_it(own, sign)], "state"] = BEST
    return rows


def _worth_it(rows: pd.DataFrame, sign: int) -> list[bool]:
    """Whether every better variant took more in each of its seeds than this one in any; seeds of like runs differ."""
    quality, low, high = sign * rows["y"].to_numpy(), rows["x_low"].to_numpy(), rows["x_high"].to_numpy()
    better, dearer = quality[None, :] > quality[:, None], low[None, :] > high[:, None]
    return [bool(worth) for worth in np.all(~better | dearer, axis=1)]


def _plot(rows: pd.DataFrame, cost: Cost, y: str, width: int, last: bool, first: bool) -> Drawing:
    x = alt.X(
        "x:Q",
        title=cost.title if last else None,
        axis=alt.Axis(format="~s" if cost.log else "~g", tickCount=5 if width == PLOT else 4, labelOverlap="greedy"),
    )
    return scatter(rows, x, y if first else None, HEIGHT, width=width, log=cost.log)
