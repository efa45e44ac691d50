from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file

HERE = Path(__file__).parent


def trained(folder: Path, *launcher: str) -> dict[str, torch.Tensor]:
    folder.mkdir()
    path = os.pathsep.join([os.environ["PYTHONPATH"], str(HERE.parent)])
    environment = {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
    environment["CUDA_VISIBLE_DEVICES"] = ""
    command = [sys.executable, *launcher, str(HERE / "share_a_batch.py"), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, env=environment)
    assert done.returncode == 0, done.stderr[-3000:]
    return load_file(folder / "trained.safetensors")


def test_two_processes_that_share_each_batch_learn_what_one_does(tmp_path: Path) -> None:
    one = trained(tmp_path / "one")
    two = trained(tmp_path / "two", "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")
    assert len(one["losses"]) == 5
    for name, value in one.items():
        torch.testing.assert_close(two[name], value, atol=1e-5, rtol=1e-5, msg=name)
    # each has left its random state in each checkpoint
    states = [path.name for path in sorted((tmp_path / "two").glob("checkpoints/checkpoint-4/rng_state_*"))]
    assert states == ["rng_state_0.pth", "rng_state_1.pth"]
