"""A metric over the amount of data, a panel per setting."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lingmix.config.study import UNTRAINED
from lingmix.figures.cells import macro_cells, panels_of, spread
from lingmix.figures.curves import arranged, curves
from lingmix.figures.mixes import size_families
from lingmix.figures.names import named
from lingmix.figures.sizes import joined, with_sizes
from lingmix.figures.theme import Drawing, finished
from lingmix.table.labels import heading, label

SIZES = {"data_size": "groups to draw from", "parallel_size": "parallel groups to draw from"}


def draw(
    table: pd.DataFrame, values: pd.DataFrame, mixes: pd.DataFrame, plans: pd.DataFrame, benchmark: str, metric: str
) -> Drawing | None:
    """Means over seeds with their intervals by the groups that a mix may draw, and by those of them that are
    parallel, whichever the study varies.

    Args:
        table: as :func:`lingmix.table.ablation.ablation` returns it.
        values: their intervals, as :func:`lingmix.stats.judge.judge` returns them.
        mixes: as :func:`lingmix.figures.mixes.mix_table` returns it.
        plans: as :func:`lingmix.figures.sizes.plan_sizes` returns it.
        benchmark, metric: which of the table's rows.

    Returns:
        None where no variant on a curve has a value.
    """
    parts = []
    for by, title in SIZES.items():
        rows = points(table, values, mixes, plans, benchmark, metric, by)
        if rows["mean"].notna().any():
            ticks = sorted(rows["x"].unique())
            # sizes double, and may be 0
            scale = alt.Scale(
                type="symlog",
                constant=max(1.0, min(t for t in ticks if t > 0)),
                domain=[ticks[0], ticks[-1]],
                nice=False,
                padding=10,
            )
            axis = alt.Axis(values=ticks, format=",.0f", labelOverlap="greedy")
            parts.append(curves(rows, alt.X("x:Q", title=title, scale=scale, axis=axis), heading(metric)))
    if not parts:
        return None
    chart = parts[0] if len(parts) == 1 else alt.vconcat(*parts).resolve_scale(color="independent", shape="independent")
    return finished(
        chart,
        f"{benchmark}: {label(metric)} by amount of data",
        f"mean over seeds, bars: {spread(values, benchmark, metric)}; series are shifted "
        "sideways to be seen; – is missing; a group is a question in all its languages; scales differ",
        f"{label(metric)} over the number of groups that batches are drawn from, by setting",
    )


def points(
    table: pd.DataFrame,
    values: pd.DataFrame,
    mixes: pd.DataFrame,
    plans: pd.DataFrame,
    benchmark: str,
    metric: str,
    by: str,
) -> pd.DataFrame:
    """What is drawn over ``by``, as :func:`lingmix.figures.curves.arranged` returns it; ``x`` counts groups."""
    counted = plans[["mix", by]].rename(columns={by: "x"})
    rows = macro_cells(table, values, benchmark, metric)
    rows = rows[rows["mix"] != UNTRAINED].merge(size_families(mixes, by), on="mix").merge(counted, on="mix")
    other = "parallel_size" if by == "data_size" else "data_size"
    rows = rows.assign(panel=panels_of(rows))
    mixed = [kind if pd.isna(a) else f"α = {a:g}" for a, kind in zip(rows["alpha"], rows["kind"], strict=True)]
    names = joined(named(rows, ("objective", "augmentation")), mixed)
    rows["series"] = with_sizes(rows, names, (other,))
    return arranged(rows)
