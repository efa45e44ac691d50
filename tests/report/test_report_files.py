"""The files beside the page."""

from __future__ import annotations

import json
from pathlib import Path

from lingmix.report.files import links, read_figures, run_files

FOLDER = "results/tiny/"
FILES = ["results/tiny/ablation.csv", "results/tiny/runs/a.s1/training.json", "results/tiny/runs/a.s1/b/c.parquet"]


def test_files_of_the_study_and_of_its_runs_are_apart() -> None:
    assert links([*FILES, FILES[0]], FOLDER) == [("ablation.csv", "means over languages")]
    assert run_files(FILES, FOLDER) == {"a.s1": ["runs/a.s1/training.json", "runs/a.s1/b/c.parquet"]}


def test_a_figure_is_all_files_that_are_called_alike(tmp_path: Path) -> None:
    folder = tmp_path / "figures"
    folder.mkdir()
    spec = {"title": {"text": ["Two", "lines"]}}
    texts = {"a.b.json": json.dumps(spec), "a.b.svg": "<svg/>", "heatmap.set.test.svg": "<svg/>", "a.b.png": ""}
    for name, text in texts.items():
        (folder / name).write_text(text)
    drawn, picture = read_figures([str(folder / name) for name in texts], str(tmp_path))
    assert (drawn.title, drawn.spec, drawn.svg) == ("Two lines", spec, "<svg/>")
    assert drawn.files == ["figures/a.b.json", "figures/a.b.svg", "figures/a.b.png"]
    assert (picture.title, picture.spec, picture.svg) == ("heatmap: set/test", None, "<svg/>")


def test_a_figure_says_what_it_is_in_its_description_first(tmp_path: Path) -> None:
    for name, spec in (("one", {"description": "said", "title": "no"}), ("two", {"title": "plain"}), ("three", {})):
        (tmp_path / f"{name}.json").write_text(json.dumps(spec))
    files = [str(tmp_path / f"{name}.json") for name in ("one", "two", "three")]
    assert [figure.title for figure in read_figures(files, str(tmp_path))] == ["said", "plain", "three"]
