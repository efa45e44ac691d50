"""What is written: vectors for papers, and JSON that a page may hold as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from figure_study import BENCH, NO_VALUES, labels, mixes, table, trained

from lingmix.config.study import Run
from lingmix.figures.catalogue import FIGURES, drawing
from lingmix.figures.mixes import mix_table
from lingmix.figures.quantiles import distance_quantiles
from lingmix.figures.records import costs, courses
from lingmix.figures.save import save, script_json
from lingmix.figures.sizes import plan_sizes
from lingmix.figures.theme import Drawing, said, wrapped
from lingmix.table.ablation import ablation

HOSTILE = "</script><b>&"
RUNS = [Run("static", None, None, None, 1), *trained(["mono", HOSTILE])]
FACTS = mixes(mono={"alpha": 1.0, "parallel_size": 5}, **{HOSTILE: {"alpha": 0.5}}, all={"alpha": 1.0})


def pairs() -> pd.DataFrame:
    cells = [("monolingual", "de", "de", "map"), ("crosslingual", "de", "en", "map")]
    cells += [("multilingual", lang, "all", "rank_distance") for lang in ("de", "macro")]
    rows = [
        {**run.axes, "benchmark": BENCH, "setting": setting, "query_lang": query, "passage_lang": passage}
        | {"metric": metric, "value": 0.5, "queries": 1}
        for run in RUNS
        for setting, query, passage, metric in cells
    ]
    return ablation(pd.DataFrame(rows), RUNS, ("mono", "nce", "none"))


def given() -> dict[str, Any]:
    own = [run for run in RUNS if run.trained]
    records = [{"seconds": 2.0, "log": [{"step": 1, "loss": 2.0}, {"step": 2, "loss": 1.0}]}] * len(own)
    ranks = pd.DataFrame(
        [("a", "de", "all", 1), ("a", "de", "all", 4)], columns=["group", "query_lang", "pool", "rank"]
    )
    return {
        "table": pd.concat([table(RUNS, lambda run, _: 0.5), pairs()], ignore_index=True),
        "values": NO_VALUES,
        "mixes": mix_table([{**fact, "parallel_size": None} for fact in FACTS]),
        "plans": plan_sizes([{"mix": one["mix"], "groups_allowed": 9, "groups_parallel": 9} for one in FACTS]),
        "distances": distance_quantiles(RUNS, [Path("x")] * len(RUNS), lambda path, _: ranks),
        "courses": courses(own, records),
        "costs": costs(own, records),
        "baseline": ("mono", "nce", "none"),
        "benchmark": BENCH,
        "metric": "map",
    }


def drawn(sort: str) -> Drawing:
    found = given()
    if sort == "data_size":
        found["mixes"] = mix_table([{**fact, "alpha": 0.5} for fact in FACTS])
    chart = drawing(sort)(**{need: found[need] for need in FIGURES[sort].needs})
    assert chart is not None
    return chart  # type: ignore[return-value]


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
