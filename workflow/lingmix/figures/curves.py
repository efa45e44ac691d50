"""Lines over a quantity, a panel below the other, with points and bars."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from lingmix.figures.theme import PLOT, QUIET, TEXT, Drawing, colours, dashes, inline, legend, shapes

HEIGHT = 96
BESIDE = 4
"""Between two series at the same x, in pixels."""
COLUMNS = ["panel", "series", "x", "mean", "low", "high"]


def arranged(rows: pd.DataFrame) -> pd.DataFrame:
    """The columns of ``rows`` that are drawn (:data:`COLUMNS`), by panel and series in the order in which they first
    come, then by ``x``."""
    order = {column: pd.Categorical(rows[column], list(dict.fromkeys(rows[column]))) for column in COLUMNS[:2]}
    found = rows.assign(**order).sort_values(["panel", "series", "x"], kind="stable", ignore_index=True)
    return found.astype(dict.fromkeys(COLUMNS[:2], "str"))[COLUMNS]


def curves(rows: pd.DataFrame, x: alt.X, y: str) -> Drawing:
    """A line with points for each series, and bars from low to high.

    A missing mean breaks its line and leaves a dash at the panel's foot.

    Args:
        rows: ``panel``, ``series`` (strings), ``x``, ``mean``, ``low``, ``high`` (float64, NaN for none).
        x: of the axis; its field is ``x``.
        y: the title of the other axis.
    """
    names = list(dict.fromkeys(rows["series"]))
    key = legend(names, symbolStrokeWidth=0) if len(names) > 1 else None
    # bars at one x would hide each other
    rows = rows.assign(beside=[BESIDE * (names.index(name) - (len(names) - 1) / 2) for name in rows["series"]])
    offset: dict[str, Any] = {"xOffset": alt.ExprRef("datum.beside")}
    base = alt.Chart().encode(
        x=x,
        # the legend's symbols are the points; lines are told apart by their dash too
        color=colours(names, key),
        detail="series:N",
    )
    scale: dict[str, Any] = {"scale": alt.Scale(zero=False, padding=6), "title": y}
    mean = alt.Y("mean:Q", axis=alt.Axis(tickCount=5), **scale)
    there, missing = "isValid(datum.mean)", "!isValid(datum.mean)"
    bars = (
        base.transform_filter("isValid(datum.low)")
        .mark_rule(strokeWidth=1, **offset)
        .encode(y=alt.Y("low:Q", **scale), y2="high:Q")
    )
    layers = alt.layer(
        base.mark_line(strokeWidth=1.5, invalid="break-paths-show-path-domains", **offset).encode(
            y=mean, strokeDash=dashes(names, key)
        ),
        *([bars] if rows["low"].notna().any() else []),
        base.transform_filter(there)
        .mark_point(filled=True, size=42, opacity=1, **offset)
        .encode(y=mean, shape=shapes(names, key), tooltip=["series:N", "x:Q", "mean:Q", "low:Q", "high:Q"]),
        base.transform_filter(missing)
        .mark_text(text="–", color=QUIET, fontSize=TEXT, dy=-4, **offset)
        .encode(y=alt.value(HEIGHT), color=alt.value(QUIET)),
    ).properties(width=PLOT, height=HEIGHT)
    chart: Drawing = layers.facet(
        data=inline(rows[[*COLUMNS, "beside"]]),
        facet=alt.Facet("panel:N", title=None, sort=list(dict.fromkeys(rows["panel"]))),
        columns=1,
        spacing=10,
    ).resolve_scale(y="independent")
    return chart
