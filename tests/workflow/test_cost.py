"""What a study takes: predicted before it runs, compared after it."""

from __future__ import annotations

import json
import re
import shutil
from typing import Any

import pytest

from .project import ROOT, Project

RULES = [
    text
    for file in (ROOT / "workflow" / "rules").glob("*.smk")
    for text in re.split(r"(?m)^(?=rule )", file.read_text())
]


def test_every_rule_that_leaves_files_records_what_it_took_under_the_name_of_its_log() -> None:
    leaving = [text for text in RULES if text.startswith("rule ") and "\n    output:" in text]
    assert len(leaving) > 30
    for text in leaving:
        log, record = (re.search(rf"\n    {word}:\n        (.+?),?\n", text) for word in ("log", "benchmark"))
        name = text.split(":")[0]
        assert log, name
        assert record, name
        assert record[1] == log[1].replace("logs/", "benchmarks/", 1).replace(".log", ".jsonl"), name


def cost(project: Project, cores: int = 2) -> tuple[str, dict[str, Any]]:
    done = project.run("cost", cores=cores)
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(project.results("cost.json").read_text())
    return done.stdout, found


def test_before_a_run_it_says_what_is_known_and_what_is_not(fresh: Project) -> None:
    said, found = cost(fresh)
    stages = found["stages"]
    assert {name: stage["jobs"] for name, stage in stages.items()} == {
        "encoder": 1,
        "draw": 2,
        "train": 3,
        "encode": 4,
        "index": 4,
        "score": 4,
        "worst": 4,
        "statistics": 1,
        "tables": 1,
    }
    assert all(stage["done"] == 0 for stage in stages.values())
    assert stages["train"]["seconds"] > 0
    assert stages["train"]["disk"] == 3 * 4 * 16 * 300
    assert any("times static" in reason for reason in stages["train"]["why"])
    # how many texts the user's file holds, nobody has counted yet
    assert stages["encode"]["unknown"] == 4
    assert not found["complete"]
    assert "at least" in said
    assert "once they are prepared" in said


def test_after_a_run_it_compares_with_what_the_jobs_took(copy: Project) -> None:
    planned = copy.planned()
    said, found = cost(copy)
    stages = found["stages"]
    assert found["complete"]
    assert all(stage["done"] == stage["jobs"] for stage in stages.values())
    for name in ("train", "score"):
        files = copy.results(f"benchmarks/{name}").rglob("*.jsonl")
        seconds = [json.loads(file.read_text())["s"] for file in files]
        assert stages[name]["taken"] == pytest.approx(sum(seconds))
    records = [json.loads(file.read_text()) for file in copy.results("runs").glob("*/training.json")]
    assert stages["train"]["taken_memory"] == max(record["memory_bytes"] for record in records)
    size = copy.results("runs/static.hybrid.both.s1/things/queries.npy").stat().st_size
    assert size < stages["encode"]["taken_disk"] < 12 * size
    assert found["wall_seconds_left"] == 0
    assert re.search(r"took .* of jobs, \d+\.\d\d times what was predicted", said)
    assert copy.planned() == planned == {}


def test_a_study_that_is_part_way_says_what_is_left(copy: Project) -> None:
    shutil.rmtree(copy.results("runs/static.hybrid.both.s1"))
    said, found = cost(copy)
    assert found["stages"]["train"]["done"] == 2
    assert found["wall_seconds_left"] > 0
    assert re.search(r"19 of 24 jobs are done; left: \S+ s", said)
