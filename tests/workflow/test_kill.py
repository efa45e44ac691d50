"""Whatever is killed whenever, the table is that of an undisturbed run, and nothing that was finished is made again.

``make chaos`` does it a hundred times.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from .kills import VICTIMS, Chaos, wait_for_none
from .project import Project, checkout, things, tiny_study

KILLS = int(os.environ.get("LINGMIX_KILLS", "4"))
SEED = int(os.environ.get("LINGMIX_KILLS_SEED", "1"))

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


TABLES = ("ablation.csv", "ablation.md", "effects.csv", "values.parquet")


def results_of(project: Project) -> dict[str, bytes]:
    """The tables of a study, and the metrics and ranks of its runs."""
    tables = [project.results(name) for name in TABLES]
    scores = [path for name in ("metrics", "ranks") for path in project.results("runs").glob(f"*/*/{name}.parquet")]
    return {str(path.relative_to(project.results())): path.read_bytes() for path in sorted([*tables, *scores])}


def test_a_study_that_is_killed_again_and_again_ends_with_the_table_of_one_that_is_not(
    finished: Project, tmp_path: Path
) -> None:
    expected = results_of(finished)
    assert len(expected) == 4 + 2 * 4
    dice, victims = random.Random(SEED), cycle(VICTIMS)
    killed: dict[str, int] = {}
    number = 0
    while sum(killed.values()) < KILLS:
        number += 1
        project = checkout(tmp_path / str(number), tiny_study())
        things(project.folder / "things.jsonl")
        chaos = Chaos(project, tuple(f"results/tiny/{name}" for name in TABLES), dice, victims, longest=15)
        while chaos.kill_once() and sum(killed.values()) + sum(chaos.kills.values()) < KILLS:
            pass
        done = chaos.finish()
        log = (project.folder / "chaos.log").read_text()
        assert done.returncode == 0, log + done.stdout + done.stderr
        wait_for_none(project.folder)
        assert not chaos.again, log
        found = results_of(project)
        assert found.keys() == expected.keys()
        assert [name for name, content in found.items() if content != expected[name]] == []
        left = [path for path in project.results().rglob("*") if path.name.endswith((".part", ".damaged"))]
        assert not left
        killed = {victim: killed.get(victim, 0) + count for victim, count in chaos.kills.items()}
        shutil.rmtree(project.folder)
    print(f"{number} studies, killed: {killed}")


def test_a_training_whose_snakemake_is_killed_goes_on_from_its_checkpoint_to_the_same_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINGMIX_CHECKPOINT_SECONDS", "0")
    model = "results/tiny/runs/static.hybrid.both.s1/model"
    weights = []
    for name in ("undisturbed", "killed"):
        study: dict[str, Any] = tiny_study()
        study["train"]["steps"] = 40
        project = checkout(tmp_path / name, study)
        things(project.folder / "things.jsonl")
        if name == "killed":
            kill_after_checkpoint(project, project.folder / model)
        done = project.run(model)
        assert done.returncode == 0, done.stdout + done.stderr
        record = project.results("runs/static.hybrid.both.s1/training.json").read_text()
        assert f'"resumed": {"true" if name == "killed" else "false"}' in record
        (found,) = (project.folder / model).rglob("model.safetensors")
        weights.append(found.read_bytes())
    assert weights[0] == weights[1]


def kill_after_checkpoint(project: Project, model: Path) -> None:
    """Start the training and kill its Snakemake once there is a whole checkpoint."""
    command = [sys.executable, "-m", "snakemake", str(model.relative_to(project.folder)), "--cores", "1"]
    process = subprocess.Popen(
        [*command, "--configfile", project.configfile],
        cwd=project.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not list(model.parent.glob("checkpoints/*/checkpoint-*/whole.json")):
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.wait()
    wait_for_none(project.folder)
    assert not model.exists()
    done = project.run("--unlock")
    assert done.returncode == 0, done.stderr
