"""What is written: vectors for papers, and JSON that a page may hold as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from every_figure import HOSTILE, drawn
from figure_study import labels

from lingmix.figures.catalogue import FIGURES
from lingmix.figures.save import save, script_json
from lingmix.figures.theme import said, wrapped


@pytest.mark.parametrize("sort", FIGURES)
def test_every_figure_is_written_in_all_formats(sort: str, tmp_path: Path) -> None:
    files = [tmp_path / f"x.{suffix}" for suffix in ("svg", "pdf", "png", "json")]
    save(drawn(sort), *files)
    svg, pdf, png, spec = files
    drawing = svg.read_text(encoding="utf-8")
    assert drawing.startswith("<svg")
    assert labels(drawing)
    # a name is text, never markup
    assert "<b>" not in drawing
    assert pdf.read_bytes().startswith(b"%PDF")
    assert png.read_bytes().startswith(b"\x89PNG")
    text = spec.read_text(encoding="utf-8")
    assert not set("<>&") & set(text)
    found = json.loads(text)
    assert found["datasets"]
    assert "url" not in str(found)
    assert found["description"]
    if sort not in ("heatmap", "differences"):
        width = float(drawing.split('width="')[1].split('"')[0])
        assert width <= 350  # a column of 3.3 inches and what long names stick out


def test_what_a_page_reads_is_the_chart() -> None:
    chart = drawn("pareto")
    assert json.loads(script_json(chart)) == chart.to_dict()
    assert HOSTILE in str(chart.to_dict())
    assert "\\u003c/script\\u003e" in script_json(chart)


def test_nothing_to_show_is_said_in_words(tmp_path: Path) -> None:
    chart = said("alpha", "nothing to show: no values")
    assert "no values" in str(chart.to_dict()["title"])


def test_long_lines_are_wrapped_between_words() -> None:
    assert wrapped("one two three", 8) == ["one two", "three"]
    assert wrapped("") == [""]
