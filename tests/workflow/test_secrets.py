"""The hub's token is in nothing that a run leaves or says."""

from __future__ import annotations

import shutil

import pytest

from .project import Project

TOKEN = "hf_ThisIsTheTokenOfNobodyAtAll0123456"


def test_a_token_in_the_environment_is_written_nowhere(copy: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "WANDB_API_KEY"):
        monkeypatch.setenv(name, TOKEN)
    # made once more: what trains, scores, averages and describes
    shutil.rmtree(copy.results("runs/static.hybrid.both.s1"))
    shutil.rmtree(copy.results("logs"))
    copy.results("ablation.csv").unlink()
    wanted = ["results/tiny/ablation.csv", "results/tiny/runs/static.hybrid.both.s1/README.md"]
    done = copy.run(*wanted, "--printshellcmds", "--verbose")
    assert done.returncode == 0, done.stdout + done.stderr
    assert TOKEN not in done.stdout + done.stderr
    files = [path for path in copy.folder.rglob("*") if path.is_file()]
    assert any(path.name == "training.json" for path in files)
    assert any(".snakemake" in path.parts for path in files)
    assert [str(path) for path in files if TOKEN.encode() in path.read_bytes()] == []
