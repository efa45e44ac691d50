"""A chart as files: for papers, and as the JSON that a page draws from."""

from __future__ import annotations

import json
from pathlib import Path

import vl_convert

from lingmix.disk import whole
from lingmix.figures.theme import Drawing
from lingmix.store import write_text


def save(chart: Drawing, svg: Path, pdf: Path, png: Path, spec: Path) -> None:
    """Write a chart as SVG, PDF, PNG (twice the size) and Vega-Lite.

    The JSON holds the data, and no character that ends an HTML script: it may stand in one as it is.
    """
    with whole(svg) as part:
        chart.save(part, format="svg")
        # of what is drawn already: Vega takes longer to draw than to write
        drawn = part.read_text(encoding="utf-8")
    for path, content in ((pdf, vl_convert.svg_to_pdf(drawn)), (png, vl_convert.svg_to_png(drawn, scale=2))):
        with whole(path) as part:
            part.write_bytes(content)
    write_text(script_json(chart), spec)


def script_json(chart: Drawing) -> str:
    """The chart's Vega-Lite JSON, with ``<``, ``>`` and ``&`` as escapes."""
    text = json.dumps(chart.to_dict(), ensure_ascii=True)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text + "\n"
