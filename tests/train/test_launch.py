from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lingmix.errors import LingmixError
from lingmix.train.job import Job
from lingmix.train.launch import command, launch


def test_one_node_starts_its_processes_by_torchrun(tmp_path: Path) -> None:
    found = command(tmp_path / "job.json", 4, 1)
    assert found[:3] == [sys.executable, "-m", "torch.distributed.run"]
    assert {"--nproc-per-node=4", "--nnodes=1", "--standalone"} <= set(found)
    assert found[-3:] == ["--module", "lingmix.train.job", str(tmp_path / "job.json")]


def test_several_nodes_start_one_torchrun_each_through_slurm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLURM_JOB_NUM_NODES", "2")
    monkeypatch.setenv("SLURM_JOB_ID", "12345")
    found = command(tmp_path / "job.json", 4, 2)
    assert found[:4] == ["srun", "--nodes=2", "--ntasks=2", "--ntasks-per-node=1"]
    assert {"--nproc-per-node=4", "--nnodes=2", "--rdzv-backend=c10d", "--rdzv-id=12345"} <= set(found)
    assert any(word.startswith("--rdzv-endpoint=") and word.endswith(":29345") for word in found)


def test_nodes_that_the_job_does_not_have_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLURM_JOB_NUM_NODES", raising=False)
    with pytest.raises(LingmixError, match="training on 2 nodes needs a Slurm job with as many, and this one has 1"):
        command(tmp_path / "job.json", 4, 2)


def test_processes_are_shared_out_evenly(tmp_path: Path) -> None:
    somewhere = dict.fromkeys(("encoder", "plan", "model", "record", "checkpoints"), tmp_path)
    job = Job(run="r", spec={}, pairs=(), facts={}, processes=3, **somewhere)
    with pytest.raises(LingmixError, match="3 processes cannot be shared evenly by 2 nodes"):
        launch(job, nodes=2)
