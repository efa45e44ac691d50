"""A metric over α, the share of monolingual batches, a panel per setting."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lingmix.config.study import UNTRAINED
from lingmix.figures.cells import macro_cells, panels_of, spread
from lingmix.figures.curves import arranged, curves
from lingmix.figures.mixes import alpha_families
from lingmix.figures.names import named
from lingmix.figures.sizes import with_sizes
from lingmix.figures.theme import Drawing, finished
from lingmix.table.labels import heading, label

AXIS = "α, probability of a monolingual batch"


def draw(table: pd.DataFrame, values: pd.DataFrame, mixes: pd.DataFrame, benchmark: str, metric: str) -> Drawing | None:
    """Means over seeds with their intervals; monolingual mixes are α = 1, crosslingual ones 0.

    Args:
        table: as :func:`lingmix.table.ablation.ablation` returns it.
        values: their intervals, as :func:`lingmix.stats.judge.judge` returns them.
        mixes: as :func:`lingmix.figures.mixes.mix_table` returns it.
        benchmark, metric: which of the table's rows.

    Returns:
        None where no variant on a curve has a value.
    """
    rows = points(table, values, mixes, benchmark, metric)
    if rows["mean"].isna().all():
        return None
    ticks = sorted(rows["x"].unique())
    x = alt.X(
        "x:Q",
        title=AXIS,
        scale=alt.Scale(domain=[0, 1], padding=8),
        axis=alt.Axis(values=ticks, labelExpr="format(datum.value, '.3~f')"),
    )
    return finished(
        curves(rows, x, heading(metric)),
        f"{benchmark}: {label(metric)} by α",
        f"mean over seeds, bars: {spread(values, benchmark, metric)}; series are shifted "
        "sideways to be seen; – is missing; scales differ by panel",
        f"{label(metric)} over α, the probability of a monolingual batch, by setting",
    )


def points(table: pd.DataFrame, values: pd.DataFrame, mixes: pd.DataFrame, benchmark: str, metric: str) -> pd.DataFrame:
    """What is drawn, as :func:`lingmix.figures.curves.arranged` returns it; ``x`` is α."""
    rows = macro_cells(table, values, benchmark, metric)
    rows = rows[rows["mix"] != UNTRAINED].merge(alpha_families(mixes), on="mix")
    rows = rows.assign(panel=panels_of(rows), x=rows["alpha"])
    rows["series"] = with_sizes(rows, named(rows, ("objective", "augmentation")), ("data_size", "parallel_size"))
    return arranged(rows)
