"""The target that uploads a run: what it shows, what it sends, and that nothing else runs for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from huggingface_hub import ModelCard
from sentence_transformers import SentenceTransformer

from .project import ROOT, Project

sys.path.insert(0, str(ROOT / "tests"))
from hub_uploads import TOKEN, Hub, serving

RUN = "static.hybrid.contrastive.s1"
DRY = f"publish={{run: {RUN}, repo: me/model, dry_run: true}}"


def publish(project: Project, hub: Hub, *config: str) -> subprocess.CompletedProcess[str]:
    """The target, with the hub's client turned to the server."""
    command = [sys.executable, "-m", "snakemake", "publish", "--cores", "2", "--configfile", project.configfile]
    there = {"HF_ENDPOINT": hub.url, "HF_TOKEN": TOKEN, "HF_HUB_OFFLINE": "", "HF_HUB_DISABLE_XET": "1"}
    return subprocess.run(
        [*command, "--config", *config],
        cwd=project.folder,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
        env={**os.environ, **there, "HF_HOME": str(project.folder / "hub"), "NO_PROXY": "127.0.0.1,localhost"},
    )


def test_a_dry_run_shows_what_would_go_and_sends_nothing(copy: Project) -> None:
    with serving() as hub:
        done = publish(copy, hub, DRY)
    assert done.returncode == 0, done.stdout + done.stderr
    assert hub.sent() == []
    lines = done.stdout.splitlines()
    assert lines[:3] == [
        f"{RUN} of the study tiny:",
        f"To {hub.url}/me/model",
        "It is not there yet and will be private.",
    ]
    names = ["README.md", "metrics.csv", "model.safetensors", "modules.json", "tokenizer.json", "training.json"]
    shown = dict(reversed(line.split(maxsplit=1)) for line in lines if line.startswith("  "))
    assert set(names) <= set(shown)
    assert int(shown["training.json"].replace(",", "")) == copy.results(f"runs/{RUN}/training.json").stat().st_size
    assert lines[-1].startswith("nothing was uploaded: dry_run")
    card = copy.results("logs/publish.log").read_text()
    assert 'SentenceTransformer("me/model")' in card
    # nothing of the study was touched
    assert copy.planned() == {}
    assert copy.planned("publish", "--config", DRY) == {"publish": 1}


def test_the_model_that_arrives_is_the_one_that_was_trained(copy: Project, tmp_path: Path) -> None:
    with serving() as hub:
        done = publish(copy, hub, f"publish={{run: {RUN}, repo: me/model}}")
        again = publish(copy, hub, f"publish={{run: {RUN}, repo: me/model}}")
    assert done.returncode == 0, done.stdout + done.stderr
    repository = hub.repositories["me/model"]
    assert f"uploaded: {hub.url}/me/model/commit/" in done.stdout
    assert "nothing was uploaded: the hub has these very files" in again.stdout
    (message,) = repository.messages
    assert message.startswith("lingmix ")
    assert message.endswith(f": {RUN} of the study tiny")
    assert TOKEN not in done.stdout + done.stderr + copy.results("logs/publish.log").read_text()
    for name, content in repository.files.items():
        (tmp_path / "got" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "got" / name).write_bytes(content)
    texts = ["Which colour has thing 3?", "Nesne 3 rengi: mavi."]
    got, made = (SentenceTransformer(str(path)) for path in (tmp_path / "got", copy.results(f"runs/{RUN}/model")))
    np.testing.assert_array_equal(got.encode(texts), made.encode(texts))
    loaded = ModelCard.load(tmp_path / "got" / "README.md")
    assert {result.metric_type for result in loaded.data.eval_results} >= {"map", "recall@10"}
    # of this machine the page says nothing
    assert 'SentenceTransformer("me/model")' in loaded.text
    assert f"snakemake results/tiny/runs/{RUN}/model --configfile study.yaml\n" in loaded.text
    assert str(copy.folder) not in str(loaded)


def test_it_makes_what_is_missing_of_this_run_alone(fresh: Project) -> None:
    jobs = fresh.planned("publish", "--config", DRY)
    assert jobs["train"] == 1
    # the run and its encoder before training
    assert jobs["score"] == 2
    assert jobs["publish"] == 1
    assert "ablation" not in jobs


def test_without_a_block_it_says_what_to_write(finished: Project) -> None:
    done = finished.run("publish")
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert f"--config 'publish={{run: {RUN}, repo: OWNER/NAME, dry_run: true}}'" in said
    assert f"Trained runs: {RUN}, static.hybrid.both.s1, static.monolingual.contrastive.s1" in said


@pytest.mark.parametrize("block", [{"run": RUN, "repo": "me/model"}, None])
def test_a_block_in_the_study_reruns_nothing(copy: Project, block: dict[str, str] | None) -> None:
    copy.change(publish=block)
    assert copy.planned() == {}
