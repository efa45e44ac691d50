"""Language bias: the rank distance of every variant, and of each query language."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lingmix.config.study import AXES
from lingmix.figures.cells import macro_cells, spread
from lingmix.figures.names import named
from lingmix.figures.theme import BAR, COLUMN, INK, QUIET, SMALL, TICK, Drawing, finished, inline
from lingmix.metrics.pools import ALL
from lingmix.metrics.score import MACRO

METRIC = "rank_distance"
ROW = 28
"""Height of a variant, in pixels."""
TITLE = "rank distance in the pool of all languages (ranks) ↓"


def draw(table: pd.DataFrame, values: pd.DataFrame, benchmark: str) -> Drawing | None:
    """A bar for the mean over query languages, a line for its interval, and a tick for each query language.

    Args:
        table: as :func:`lingmix.table.ablation.ablation` returns it.
        values: their intervals, as :func:`lingmix.stats.judge.judge` returns them.
        benchmark: which of its rows.

    Returns:
        None where no variant has a value.
    """
    bars, ticks = bias(table, values, benchmark)
    if bars["mean"].isna().all():
        return None
    names = bars["name"].tolist()
    y = alt.Y("name:N", sort=names, axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    x = alt.X("mean:Q", title=TITLE, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=5, format=",.0f"))
    base, languages = (alt.Chart(inline(rows)).encode(y=y) for rows in (bars, ticks))
    low = 5
    line = base.transform_filter("isValid(datum.low)").mark_rule(color=INK, strokeWidth=1.5, yOffset=low)
    text = base.mark_text(align="left", fontSize=SMALL, dy=-7, dx=2).encode(x=alt.value(0), text="name:N")
    chart = alt.layer(
        base.mark_bar(size=10, yOffset=low, color=BAR).encode(x=x, tooltip=["name:N", "mean:Q", "low:Q", "high:Q"]),
        languages.transform_filter("isValid(datum.mean)")
        .mark_tick(thickness=1, size=10, yOffset=low, color=TICK)
        .encode(x=x, tooltip=["name:N", "query_lang:N", "mean:Q"]),
        line.encode(x="low:Q", x2="high:Q"),
        base.transform_filter("!isValid(datum.mean)")
        .mark_text(text="–", align="left", dy=low, dx=2, color=QUIET)
        .encode(x=alt.value(0)),
        text,
    ).properties(width=COLUMN - 24, height=ROW * len(names))
    return finished(
        chart,
        f"{benchmark}: language bias",
        "bar: mean over query languages; thin ticks: each query language; line: "
        f"{spread(values, benchmark, METRIC)}; – is missing",
        "Rank distance of every variant, and of each query language",
    )


def bias(table: pd.DataFrame, values: pd.DataFrame, benchmark: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What is drawn, in the table's order.

    Returns:
        Bars: ``name``, ``mean``, ``low``, ``high`` (float64, in ranks). Ticks: ``name``, ``query_lang``, ``mean``.
    """
    bars = macro_cells(table, values, benchmark, METRIC)
    bars = bars.assign(name=named(bars))
    chosen = (table["benchmark"] == benchmark) & (table["metric"] == METRIC) & (table["passage_lang"] == ALL)
    ticks = table.loc[chosen & (table["query_lang"] != MACRO), [*AXES, "query_lang", "mean"]]
    ticks = ticks.merge(bars[[*AXES, "name"]], on=list(AXES))
    return bars[["name", "mean", "low", "high"]], ticks[["name", "query_lang", "mean"]]
