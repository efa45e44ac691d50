"""Monolingual against crosslingual quality, a point per variant."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lingmix.config.study import AXES
from lingmix.figures.cells import macro_cells, spread
from lingmix.figures.names import named
from lingmix.figures.scatter import BEST, OTHER, key, scatter, stacked, undominated
from lingmix.figures.theme import Drawing, finished
from lingmix.metrics.measure import parse
from lingmix.table.labels import heading, label


def draw(table: pd.DataFrame, values: pd.DataFrame, benchmark: str, metric: str) -> Drawing | None:
    """Means over seeds with their intervals. Those that no variant with the same encoder beats in
    one setting without losing in the other are marked.

    Args:
        table: as :func:`lingmix.table.ablation.ablation` returns it.
        values: their intervals, as :func:`lingmix.stats.judge.judge` returns them.
        benchmark, metric: which of its rows.

    Returns:
        None where fewer than two variants have values in both settings.
    """
    rows = points(table, values, benchmark, metric)
    there = rows[["x", "y"]].notna().all(axis=1)
    if there.sum() < 2:
        return None
    x = alt.X("x:Q", title=f"monolingual {heading(metric)}")
    plot = scatter(rows[there], x, f"crosslingual {heading(metric)}", height=210)
    names = key(rows["number"].tolist(), rows["name"].tolist(), (rows["state"] == BEST).tolist(), (~there).tolist())
    return finished(
        stacked([plot, names]),
        f"{benchmark}: within and across languages",
        "filled and bold: no other of the encoder's variants is better in both; bars: "
        + spread(values, benchmark, metric),
        f"Monolingual against crosslingual {label(metric)} of every variant",
    )


def points(table: pd.DataFrame, values: pd.DataFrame, benchmark: str, metric: str) -> pd.DataFrame:
    """What is drawn, in the table's order: the axes, ``number`` (from 1), ``name``, ``x`` (monolingual), ``y``
    (crosslingual), the ends of their bars and ``state``; see :func:`lingmix.figures.scatter.scatter`."""
    cells = macro_cells(table, values, benchmark, metric)
    ends = {"mean": "", "low": "_low", "high": "_high"}
    x, y = (
        cells.loc[cells["setting"] == setting, [*AXES, *ends]].rename(columns={k: side + v for k, v in ends.items()})
        for side, setting in (("x", "monolingual"), ("y", "crosslingual"))
    )
    rows = x.merge(y, on=list(AXES)).reset_index(drop=True)
    rows.insert(len(AXES), "number", range(1, len(rows) + 1))
    rows.insert(len(AXES) + 1, "name", named(rows))
    rows["state"] = OTHER
    sign = 1 if parse(metric)[0].higher_is_better else -1
    for _, own in rows.dropna(subset=["x", "y"]).groupby("encoder"):
        best = undominated((sign * own["x"]).tolist(), (sign * own["y"]).tolist())
        rows.loc[own.index[best], "state"] = BEST
    return rows
