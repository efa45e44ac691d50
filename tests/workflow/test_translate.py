"""Machine translation inside a study: a tiny model, its translations, a run trained on them."""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from lingmix.store import about, read_table

from .project import Project, checkout, tiny_study

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "translate"))
from tiny_translators import WORDS, nllb, translated

PAIRS = "results/tiny/data/parallel/pairs.parquet"


def study(**values: Any) -> dict[str, Any]:
    """One run on translations of English pairs, evaluated on the pairs themselves."""
    tiny = tiny_study()
    parallel = {"kind": "translated", "of": "things", "languages": ["de"], "model": "nllb", "max_length": 24, **values}
    return {
        **tiny,
        # a name that begins as the translated one's does
        "datasets": {**tiny["datasets"], "parallel": parallel, "parallel-2": tiny["datasets"]["things"]},
        "objectives": {"contrastive": {"info_nce": 1.0}},
        "train": {**tiny["train"], "datasets": ["parallel"]},
        "grid": [{"encoder": ["static"], "mix": ["hybrid"], "objective": ["contrastive"]}],
        "baseline": None,
    }


def words(path: Path) -> None:
    rows = [
        {"group": f"{one}-{other}", "lang": "en", "query": f"{one} {other}", "passage": f"{other} {one}.\n{other}"}
        for one in WORDS["en"][:4]
        for other in WORDS["en"][4:]
    ]
    path.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = checkout(tmp_path_factory.mktemp("translate"), study())
    words(project.folder / "things.jsonl")
    nllb(project.folder / "nllb")
    return project


def translations(project: Project) -> int:
    with sqlite3.connect(project.results("translations/parallel/translations.sqlite")) as file:
        return int(file.execute("SELECT count(*) FROM translations").fetchone()[0])


def test_a_study_trains_on_translations(project: Project) -> None:
    model = "results/tiny/runs/static.hybrid.contrastive.s1/model"
    assert project.planned(PAIRS) == {"pairs_own": 1, "translate": 1}
    assert project.planned(PAIRS.replace("parallel", "parallel-2")) == {"pairs_own": 1}
    done = project.run(model)
    assert done.returncode == 0, done.stdout + done.stderr
    table = read_table(project.folder / PAIRS)
    by_lang = {str(lang): part.set_index("group") for lang, part in table.groupby("lang")}
    assert {lang: len(part) for lang, part in by_lang.items()} == {"de": 16, "en": 16}
    wanted = by_lang["en"]["query"].map(lambda text: translated(text, "de"))
    pd.testing.assert_series_equal(by_lang["de"]["query"], wanted)
    assert set(by_lang["de"]["translator"]) == {"nllb"}
    assert about(project.folder / PAIRS)["translator"] == "nllb"
    report = json.loads(project.results("data/parallel/translated.json").read_text())
    assert report["languages"]["de"]["pairs"] == 16
    assert (project.folder / model / "model.safetensors").is_file()

    # a further language costs itself only, although Snakemake has deleted the outputs before
    before = translations(project)
    parallel = {**project.study()["datasets"]["parallel"], "languages": ["de", "zh"]}
    project.change(datasets={**project.study()["datasets"], "parallel": parallel})
    done = project.run(PAIRS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert translations(project) == 2 * before
    log = project.results("logs/translate/parallel.log").read_text()
    assert "en → zh" in log
    assert set(read_table(project.folder / PAIRS)["lang"]) == {"de", "en", "zh"}
    assert project.planned(PAIRS) == {}


def test_a_mistake_is_told_without_a_traceback(project: Project) -> None:
    parallel = {**project.study()["datasets"]["parallel"], "languages": ["xx"]}
    project.change(datasets={**project.study()["datasets"], "parallel": parallel})
    done = project.run(PAIRS)
    assert done.returncode != 0
    assert "error: nllb does not translate 'xx'" in done.stderr
    assert "Traceback" not in project.results("logs/translate/parallel.log").read_text()
