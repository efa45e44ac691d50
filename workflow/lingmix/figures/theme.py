"""How all figures look: sizes, print, colours. A pixel is a 96th of an inch, as in SVG."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

Drawing = alt.Chart | alt.LayerChart | alt.FacetChart | alt.HConcatChart | alt.VConcatChart

COLUMN = 317
"""Width of a paper's column, 3.3 in."""
PAGE = 640
"""Width of a page's text, for heat maps."""
PLOT = 258
"""Width of a plot in a column, beside its axis."""
SMALL, TEXT, HEAD = 10, 11, 12
"""Print of 7.5, 8.25 and 9 points."""
CHARACTER = 5.4
"""Mean width of a character of small print."""
PALETTE = {
    "ink": "#000000",
    "paper": "#ffffff",
    "quiet": "#555555",
    "line": "#e5e5e5",
    "frame": "#bbbbbb",
    "bar": "#9ecae1",
    "tick": "#0072b2",
}
"""Colours on white paper. They are parameters of a chart, so that a page that is dark may set others."""
INK, PAPER, QUIET, LINE, FRAME, BAR, TICK = (alt.ExprRef(name) for name in PALETTE)
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", INK, "#e69f00", "#56b4e9")
"""Okabe and Ito's, without the yellow that white paper swallows."""
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
DASHES = ([1, 0], [5, 2], [1.5, 1.5], [7, 2, 1.5, 2], [10, 3])
ON_CELL, MISSING = "#555555", "#d9d9d9"
"""In heat maps, whose cells look the same on any page."""
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


def finished(chart: Drawing, title: str, subtitle: str, description: str, *, wide: bool = False) -> Drawing:
    """``chart`` with its heading and the shared theme; ``description`` is what a screen reader says.

    ``wide`` is for a figure that has a page to itself, not a column."""
    heading = alt.TitleParams(
        title, subtitle=wrapped(subtitle, 120 if wide else 60), anchor="start", frame="bounds", offset=8
    )
    written = {"labelColor": INK, "titleColor": INK}
    plain: dict[str, Any] = {
        "titleFontWeight": "normal",
        "titleFontSize": TEXT,
        "labelFontSize": SMALL,
        "titleFont": FONT,
        **written,
    }
    done: Drawing = (
        chart.properties(title=heading, description=description, background=PAPER, padding=4, params=_palette())
        .configure(font=FONT)
        .configure_view(stroke=FRAME)
        .configure_text(color=INK)
        .configure_axis(**plain, labelFont=FONT, gridColor=LINE, domainColor=QUIET, tickColor=QUIET, titlePadding=4)
        .configure_legend(**plain, labelFont=FONT, labelLimit=0, titleLimit=0, symbolStrokeWidth=1.5, padding=0)
        .configure_header(
            labelFontSize=TEXT, labelFont=FONT, labelFontWeight="bold", labelLimit=0, labelPadding=3, **written
        )
        .configure_title(
            fontSize=HEAD, font=FONT, subtitleFontSize=SMALL, subtitleFont=FONT, color=INK, subtitleColor=QUIET
        )
    )
    return done


def said(title: str, words: str) -> Drawing:
    """A figure that only says why there is nothing to show."""
    chart = alt.Chart(alt.InlineData(values=[{}])).mark_text(text="–", color=QUIET, fontSize=HEAD)
    return finished(chart.properties(width=PLOT, height=20), title, words, words)


def wrapped(text: str, characters: int = 60) -> list[str]:
    """Lines that a column holds."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= characters:
            lines.append("")
        lines[-1] += (" " if lines[-1] else "") + word
    return lines


def inline(frame: pd.DataFrame) -> alt.InlineData:
    """The rows as JSON values inside the chart, where altair sets no limit to their number; a missing one is null."""
    rows: list[dict[str, Any]] = json.loads(frame.to_json(orient="records", double_precision=6))
    return alt.InlineData(values=rows)


def legend(names: Sequence[str], **values: Any) -> alt.Legend:
    """A legend below the figure, in two columns where the names are short enough."""
    return alt.Legend(title=None, orient="bottom", columns=columns_of(names), columnPadding=12, **values)


def columns_of(names: Sequence[str]) -> int:
    """How many names fit beside each other in a column."""
    widest = max((len(name) for name in names), default=1) * CHARACTER + 30
    return max(1, min(3, int(COLUMN / widest)))


def colours(names: Sequence[str], shown: alt.Legend | None, field: str = "series") -> alt.Color:
    """A colour for each name, in order; beyond seven they begin again, with another shape or dash."""
    return alt.Color(f"{field}:N", scale=_scale(names, COLOURS), legend=shown, sort=list(names))


def shapes(names: Sequence[str], shown: alt.Legend | None, field: str = "series") -> alt.Shape:
    """A shape for each name, which tells them apart in grey."""
    return alt.Shape(f"{field}:N", scale=_scale(names, SHAPES), legend=shown, sort=list(names))


def dashes(names: Sequence[str], shown: alt.Legend | None, field: str = "series") -> alt.StrokeDash:
    """A dash for each name, which tells them apart in grey."""
    return alt.StrokeDash(f"{field}:N", scale=_scale(names, DASHES), legend=shown, sort=list(names))


def _palette() -> list[alt.VariableParameter]:
    return [alt.VariableParameter(name=name, value=value) for name, value in PALETTE.items()]


def _scale(names: Sequence[str], cycle: Sequence[Any]) -> alt.Scale:
    return alt.Scale(domain=list(names), range=[cycle[number % len(cycle)] for number in range(len(names))])
