"""A job ends when its Snakemake is killed, and not before."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lingmix.provenance import PACKAGE
from lingmix.warm import OWNER

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pidfd is Linux's")

JOB = """
from lingmix.console import reporting
with reporting("job.log"):
    with open("begun", "w"):
        pass
    import time
    time.sleep({seconds})
with open("ended", "w"):
    pass
"""


def job(folder: Path, owner: object, seconds: float) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent), OWNER: str(owner)}
    return subprocess.Popen([sys.executable, "-c", JOB.format(seconds=seconds)], cwd=folder, env=environment)


def test_a_job_is_killed_with_its_owner(tmp_path: Path) -> None:
    owner = subprocess.Popen(["sleep", "600"])
    started = job(tmp_path, owner.pid, 600)
    try:
        while not (tmp_path / "begun").exists():
            assert started.poll() is None
        owner.kill()
        owner.wait()
        assert started.wait(timeout=30) == -signal.SIGKILL
    finally:
        owner.kill()
        started.kill()
    assert not (tmp_path / "ended").exists()


@pytest.mark.parametrize("owner", [os.getpid(), "", 2**22 + 1], ids=["alive", "none", "elsewhere"])
def test_a_job_whose_owner_lives_or_is_unknown_goes_on(tmp_path: Path, owner: object) -> None:
    assert job(tmp_path, owner, 0.2).wait(timeout=60) == 0
    assert (tmp_path / "ended").exists()
