"""A study that trains nothing: a model on disk, on a benchmark, on parts of it, and on these joined again."""

from __future__ import annotations

import sys

import pandas as pd
import pytest

from .project import LANGUAGES, ROOT, Project, checkout, things

sys.path.insert(0, str(ROOT / "tests" / "encoders"))
from tiny_models import plain_transformer


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory: pytest.TempPathFactory) -> Project:
    parts = {lang: {"kind": "subset", "of": "things", "languages": [lang]} for lang in LANGUAGES}
    study = {
        "study": "as-they-are",
        "encoders": {"mine": {"kind": "path", "path": "model", "pooling": "mean"}},
        "datasets": {
            "things": {"kind": "files", "pairs": "things.jsonl"},
            **parts,
            "joined": {"kind": "union", "of": list(parts)},
        },
        "evaluate": ["things", "joined"],
        "grid": [{"encoder": "mine"}],
    }
    project = checkout(tmp_path_factory.mktemp("evaluated"), study)
    things(project.folder / "things.jsonl")
    plain_transformer(project.folder / "model")
    done = project.run()
    assert done.returncode == 0, done.stdout + done.stderr
    return project


def test_it_ends_with_its_tables_and_no_job_trains(evaluated: Project) -> None:
    assert "Encoders as they are, without training" in evaluated.results("ablation.md").read_text()
    assert not evaluated.results("plans").exists()
    assert evaluated.planned() == {}
    done = evaluated.run("show")
    assert done.returncode == 0, done.stderr
    assert "untrained" in done.stdout


def test_parts_that_are_joined_score_as_the_whole(evaluated: Project) -> None:
    table = pd.read_parquet(evaluated.results("ablation.parquet")).drop(columns="exposure")
    whole, joined = (
        table[table["benchmark"] == name].drop(columns="benchmark").reset_index(drop=True)
        for name in ("things", "joined")
    )
    assert len(whole) > 100
    pd.testing.assert_frame_equal(whole, joined)


def test_the_targets_that_print_do_without_runs_that_train(evaluated: Project) -> None:
    for target in ("list", "partial", "datasets", "plan"):
        done = evaluated.run(target)
        assert done.returncode == 0, done.stdout + done.stderr
