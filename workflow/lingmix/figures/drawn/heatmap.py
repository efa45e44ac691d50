"""A metric over query and passage language, a panel per variant."""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

from lingmix.figures.grid import grid, pair_cells, squares
from lingmix.figures.theme import Drawing, finished
from lingmix.table.labels import label

MIDDLE = 0.42
"""Where black and white contrast equally (4.5:1) with viridis: its colour there has the relative luminance 0.18."""


def draw(table: pd.DataFrame, benchmark: str, metric: str) -> Drawing | None:
    """The mean over seeds of every language pair, shares of 1 times 100.

    Args:
        table: as :func:`lingmix.table.ablation.ablation` returns it.
        benchmark, metric: which of its rows.

    Returns:
        None where no language pair has a value.
    """
    rows = pair_cells(table, benchmark, metric, "mean")
    if rows["shown"].isna().all():
        return None
    percent = bool(rows["shown"].max() <= 1)
    rows["shown"] *= 100 if percent else 1
    rows["text"] = ["" if math.isnan(value) else f"{value:.0f}" for value in rows["shown"]]
    top = math.ceil(rows["shown"].max() / 5) * 5 or 1
    title = label(metric) + (" × 100" if percent else "")
    # viridis is even in lightness: it reads in grey and with colour-blind eyes
    scale = alt.Scale(scheme="viridis", domain=[min(0.0, float(rows["shown"].min())), top])
    ink = alt.when(f"datum.shown > {MIDDLE * top}").then(alt.value("black")).otherwise(alt.value("white"))
    chart = grid(rows, alt.Color("shown:Q", title=title, scale=scale, legend=squares()), ink)
    return finished(
        chart, f"{benchmark}: {title}", "mean over seeds; – is missing", f"{title} by query and passage language"
    )
