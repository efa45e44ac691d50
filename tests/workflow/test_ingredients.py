"""Every ingredient of a run at once: mined negatives, a lexicon, code-switching, a teacher, adapters, validation."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from .project import COLOURS, Project, checkout, things, tiny_study

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "encoders"))
from tiny_models import plain_transformer

EVERYTHING: dict[str, Any] = {
    "info_nce": 1.0,
    "query_alignment": {"weight": 0.5, "weight_end": 0.1},
    "token_alignment": {"weight": 0.2, "lexicons": ["colours"]},
    "distillation": {"weight": 0.3, "teacher": "tiny", "kind": "scores"},
    "language_bias": 0.1,
    "train": {
        "hard_negatives": 1,
        "temperature_learning_rate": 0.01,
        "validation": {"dataset": "things", "every": 2, "patience": 2},
    },
}
ADAPTED = {"lora": {"rank": 2, "targets": ["query", "value"]}, "micro_batch_tokens": 64, "gradient_caching": True}


def rich_study() -> dict[str, Any]:
    study = tiny_study()
    return {
        **study,
        "encoders": {
            **study["encoders"],
            "tiny": {"kind": "path", "path": "tiny", "pooling": "mean", "train": ADAPTED},
        },
        "objectives": {"contrastive": {"info_nce": 1.0}, "everything": EVERYTHING},
        "augmentations": {"switched": {"kind": "code-switching", "lexicons": ["colours"], "p": 0.9}},
        "lexicons": {"colours": {"kind": "file", "path": "colours.tsv"}},
        "datasets": {
            **study["datasets"],
            "mined": {"kind": "mined", "of": "things", "encoder": "tiny", "negatives": 1},
        },
        "train": {**study["train"], "datasets": ["mined"]},
        "grid": [
            {"encoder": "static", "mix": "hybrid", "objective": ["contrastive", "everything"]},
            {"encoder": "tiny", "mix": "hybrid", "objective": "everything", "augmentation": "switched"},
        ],
        "baseline": {"mix": "hybrid", "objective": "contrastive"},
    }


def colours(path: Path) -> None:
    rows = [
        f"{one}\t{first}\t{other}\t{second}"
        for one, other in (("de", "en"), ("en", "tr"), ("de", "tr"))
        for first, second in zip(COLOURS[one], COLOURS[other], strict=True)
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = checkout(tmp_path_factory.mktemp("rich"), rich_study())
    things(project.folder / "things.jsonl")
    colours(project.folder / "colours.tsv")
    plain_transformer(project.folder / "tiny")
    done = project.run()
    assert done.returncode == 0, done.stdout + done.stderr
    return project


def record(project: Project, run: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(project.results(f"runs/{run}/training.json").read_text())
    return found


@pytest.mark.parametrize("run", ["static.hybrid.everything.s1", "tiny.hybrid.everything.switched.s1"])
def test_a_run_of_everything_is_trained_validated_and_scored(rich: Project, run: str) -> None:
    found = record(rich, run)
    assert found["temperature"] != 0.05
    assert [entry["step"] for entry in found["validation"]][:2] == [2, 4]
    assert found["best_step"] in {entry["step"] for entry in found["validation"]}
    metrics = pd.read_parquet(rich.results(f"runs/{run}/things/metrics.parquet"))
    assert metrics["value"].notna().all()


def test_adapters_are_merged_into_a_plain_model(rich: Project) -> None:
    folder = rich.results("runs/tiny.hybrid.everything.switched.s1/model")
    assert not list(folder.rglob("adapter*"))
    assert (
        rich.results("encoders/tiny/model.safetensors").stat().st_size == (folder / "model.safetensors").stat().st_size
    )
    assert rich.results("encoders/tiny/model.safetensors").read_bytes() != (folder / "model.safetensors").read_bytes()


def test_only_the_lexicons_words_are_switched(rich: Project) -> None:
    before = pd.read_parquet(rich.results("data/mined/pairs.parquet"))
    after = pd.read_parquet(rich.results("augmented/switched.s1/mined/pairs.parquet"))
    assert after[["group", "lang"]].equals(before[["group", "lang"]])
    assert (after["passage"] != before["passage"]).mean() > 0.5
    assert after["query"].equals(before["query"])  # no colour in a question
    report = json.loads(rich.results("augmented/switched.s1/mined/report.json").read_text())
    assert report


def test_each_pair_has_a_mined_negative_of_its_language_and_not_its_own_passage(rich: Project) -> None:
    pairs = pd.read_parquet(rich.results("data/mined/pairs.parquet"))
    for row in pairs.itertuples():
        (negative,) = row.negatives
        same_language = set(pairs.loc[pairs["lang"] == row.lang, "passage"])
        assert negative in same_language - {row.passage}


def test_nothing_runs_again_and_a_lexicon_reruns_what_uses_it(rich: Project) -> None:
    assert rich.planned() == {}
    path = rich.folder / "colours.tsv"
    before = path.read_text()
    path.write_text(before + "de\tDing\ten\tthing\n")
    planned = rich.planned()
    assert planned["lexicon"] == planned["augment"] == 1
    assert planned["train"] == 2
    assert "draw" not in planned
    path.write_text(before)


def test_trackers_change_no_result(rich: Project) -> None:
    rich.change(trackers=[])
    assert set(rich.planned()) <= {"study", "report"}
    rich.change(trackers=["tensorboard"])


def test_the_augmentation_and_the_table_are_shown(rich: Project) -> None:
    shown = rich.run("augmentation")
    assert shown.returncode == 0, shown.stderr
    assert "switched" in shown.stdout
    assert "| tiny | hybrid | everything | switched |" in rich.results("ablation.md").read_text()


def test_what_an_objective_needs_and_the_data_lack_is_said_before_training(rich: Project, tmp_path: Path) -> None:
    study = rich_study()
    study["objectives"]["everything"] = {**EVERYTHING, "train": {"hard_negatives": 2}}
    project = checkout(tmp_path, study)
    lines = [line for line in (rich.folder / "things.jsonl").read_text().splitlines() if '"en"' in line]
    (project.folder / "things.jsonl").write_text("\n".join(lines))
    colours(project.folder / "colours.tsv")
    plain_transformer(project.folder / "tiny")
    done = project.run("results/tiny/check.json")
    text = done.stdout + done.stderr
    assert done.returncode == 1
    assert "Traceback" not in text
    assert "objectives.everything.query_alignment" in text
    assert "hard_negatives" in text
