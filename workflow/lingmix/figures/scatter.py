"""Variants as numbered points, and a key of their names below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from lingmix.figures.places import Axis, places
from lingmix.figures.theme import (
    CHARACTER,
    COLOURS,
    COLUMN,
    FRAME,
    PAPER,
    PLOT,
    QUIET,
    SMALL,
    Drawing,
    columns_of,
    inline,
)

BEST, OTHER = "not dominated", "dominated"
LINE = 13
"""Height of a line of the key."""


def scatter(
    rows: pd.DataFrame, x: alt.X, y: str | None, height: int, *, width: int = PLOT, log: bool = False
) -> Drawing:
    """Points with their numbers beside them, and bars from low to high.

    Args:
        rows: ``number`` (int64), ``name`` and ``state`` (:data:`BEST` or :data:`OTHER`), and of ``x`` and ``y`` the
            value and its ends, ``x_low``, ``x_high``, ``y_low``, ``y_high`` (float64, NaN where there is none). No
            ``x`` or ``y`` is NaN.
        x: of the axis; its field is ``x``.
        y: the title of the other axis, if it has one.
        height, width: in pixels.
        log: whether the first axis is logarithmic.
    """
    ends = {side: _finite(rows, side) for side in ("x", "y")}
    axes = Axis.around(ends["x"], width, log=log), Axis.around(ends["y"], height)
    pixels = [(axes[0].pixel(a), axes[1].pixel(b)) for a, b in zip(rows["x"], rows["y"], strict=True)]
    found = places(pixels, [str(number) for number in rows["number"]], (width, height))
    data = rows.assign(
        label_x=[axes[0].value(place[0]) for place in found], label_y=[axes[1].value(place[1]) for place in found]
    )
    # a logarithmic scale has no zero to leave out
    kind: dict[str, Any] = {"type": "log"} if log else {"zero": False}
    x = x.scale(alt.Scale(domain=list(axes[0].domain), nice=False, **kind))
    # plots below each other line up whatever their labels
    axis = alt.Axis(minExtent=28)
    up = alt.Y("y:Q", title=y, axis=axis, scale=alt.Scale(domain=list(axes[1].domain), nice=False, zero=False))
    base = alt.Chart(inline(data)).encode(x=x, y=up)
    state = alt.datum.state == BEST
    faint: dict[str, Any] = {"color": FRAME, "strokeWidth": 1}
    chart: Drawing = alt.layer(
        base.transform_filter("isValid(datum.x_low)").mark_rule(**faint).encode(x="x_low:Q", x2="x_high:Q"),
        base.transform_filter("isValid(datum.y_low)").mark_rule(**faint).encode(y="y_low:Q", y2="y_high:Q"),
        base.mark_rule(color=QUIET, strokeWidth=0.6).encode(x2="label_x:Q", y2="label_y:Q"),
        base.mark_point(size=38, opacity=1, strokeWidth=1.3).encode(
            shape=alt.when(state).then(alt.value("circle")).otherwise(alt.value("square")),
            color=alt.when(state).then(alt.value(COLOURS[1])).otherwise(alt.value(QUIET)),
            fill=alt.when(state).then(alt.value(COLOURS[1])).otherwise(alt.value(PAPER)),
            tooltip=["number:Q", "name:N", "x:Q", "y:Q", "state:N"],
        ),
        # a rim keeps a number legible across lines
        base.mark_text(fontSize=SMALL, stroke=PAPER, strokeWidth=3).encode(
            x="label_x:Q", y="label_y:Q", text="number:Q"
        ),
        base.mark_text(fontSize=SMALL).encode(x="label_x:Q", y="label_y:Q", text="number:Q"),
    ).properties(width=width, height=height)
    return chart


def key(numbers: Sequence[int], names: Sequence[str], bold: Sequence[bool], missing: Sequence[bool]) -> Drawing:
    """The names behind the numbers, the bold ones being those that no other beats; – marks what is missing."""
    texts = [f"{n}  {name}{' –' if gone else ''}" for n, name, gone in zip(numbers, names, missing, strict=True)]
    columns = columns_of(texts)
    lines = -(-len(texts) // columns)
    width = COLUMN / columns
    rows = [
        {"text": text, "bold": bool(heavy), "left": place // lines * width, "line": place % lines * LINE}
        for place, (text, heavy) in enumerate(zip(texts, bold, strict=True))
    ]
    size = {"width": max(COLUMN, int(max(map(len, texts)) * CHARACTER)) - 40, "height": LINE * lines}
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("left:Q", axis=None, scale=alt.Scale(domain=[0, size["width"]], nice=False)),
        y=alt.Y("line:Q", axis=None, scale=alt.Scale(domain=[0, size["height"]], reverse=True, nice=False)),
        text="text:N",
    )
    style: dict[str, Any] = {"align": "left", "baseline": "top", "fontSize": SMALL}
    chart: Drawing = alt.layer(
        base.transform_filter("datum.bold").mark_text(fontWeight="bold", **style),
        base.transform_filter("!datum.bold").mark_text(**style),
    ).properties(**size, view=alt.ViewBackground(stroke=None))
    return chart


def stacked(parts: Sequence[Drawing]) -> Drawing:
    """Charts below each other."""
    chart: Drawing = alt.vconcat(*parts, spacing=8)
    return chart


def undominated(x: Sequence[float], y: Sequence[float]) -> list[bool]:
    """Whether no other point is as good in both, higher being better, and better in one."""
    both = list(zip(x, y, strict=True))
    return [not any(a >= p and b >= q and (a, b) != (p, q) for a, b in both) for p, q in both]


def _finite(rows: pd.DataFrame, side: str) -> list[float]:
    return [float(v) for end in (side, f"{side}_low", f"{side}_high") for v in rows[end].dropna()]
