"""Small panels of lines, two beside each other in a column."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from lingmix.figures.theme import CHARACTER, PLOT, Drawing, colours, dashes, inline, legend

WIDTH, HEIGHT = 122, 92
BESIDE = 2


def panels(rows: pd.DataFrame, x: alt.X, y: alt.Y, *, band: bool, steps: bool = False, shared: bool = True) -> Drawing:
    """A panel for each value of ``panel``, in it a line for each ``series``.

    Args:
        rows: ``panel``, ``series`` (strings), and what ``x`` and ``y`` are of; with a band ``low`` and ``high``.
        x, y: of the axes.
        band: whether a band from ``low`` to ``high`` lies behind each line.
        steps: whether lines are steps, as of an empirical distribution.
        shared: whether all panels have the same second axis.
    """
    names = list(dict.fromkeys(rows["series"]))
    found = list(dict.fromkeys(rows["panel"]))
    key = legend(names, symbolType="stroke", symbolSize=300, symbolOpacity=1) if len(names) > 1 else None
    values: dict[str, Any] = {"interpolate": "step-after"} if steps else {}
    base = alt.Chart().encode(x=x, color=colours(names, key))
    line = base.mark_line(strokeWidth=1.5, invalid="break-paths-show-path-domains", **values)
    layers: list[Any] = [line.encode(y=y, strokeDash=dashes(names, key))]
    if band:
        area = base.mark_area(opacity=0.18, line=False).encode(y=alt.Y("low:Q", title=y["title"]), y2="high:Q")
        layers.insert(0, area)
    # a long name needs the column for itself
    alone = len(found) == 1 or max(map(len, found)) * CHARACTER > WIDTH
    chart: Drawing = (
        alt.layer(*layers)
        .properties(width=PLOT if alone else WIDTH, height=HEIGHT * 3 // 2 if alone else HEIGHT)
        .facet(
            data=inline(rows),
            facet=alt.Facet("panel:N", title=None, sort=found),
            columns=1 if alone else BESIDE,
            spacing=10,
        )
    )
    # a panel above an empty place has an axis too
    chart = chart.resolve_axis(x="independent")
    return chart if shared else chart.resolve_scale(y="independent")
