from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lingmix.devices import SCHEDULED, VISIBLE, claimed, visible
from lingmix.errors import LingmixError
from lingmix.provenance import PACKAGE


@pytest.fixture(autouse=True)
def _four(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VISIBLE, "0,1,GPU-a,3")
    for name in SCHEDULED:
        monkeypatch.delenv(name, raising=False)


def test_jobs_have_different_devices_and_give_them_back(tmp_path: Path) -> None:
    with claimed(1, tmp_path) as first:
        assert first == ("0",)
        assert os.environ[VISIBLE] == "0"
        os.environ[VISIBLE] = "0,1,GPU-a,3"  # as another job sees it
        with claimed(2, tmp_path) as second:
            assert second == ("1", "GPU-a")
            assert os.environ[VISIBLE] == "1,GPU-a"
    assert os.environ[VISIBLE] == "0,1,GPU-a,3"
    with claimed(4, tmp_path) as all_of_them:
        assert all_of_them == ("0", "1", "GPU-a", "3")


def test_too_few_free_ones_are_an_error_that_takes_none(tmp_path: Path) -> None:
    with (
        claimed(3, tmp_path),
        pytest.raises(LingmixError, match=r"2 GPUs are asked for, but of 3 \(0, 1, GPU-a\) only 0 are free"),
        claimed(2, tmp_path),
    ):
        pass
    with claimed(4, tmp_path):
        pass


def test_a_killed_job_gives_back_what_it_had(tmp_path: Path) -> None:
    code = "import os, pathlib, sys, time; from lingmix.devices import claimed\n"
    code += "with claimed(4, pathlib.Path(sys.argv[1])): print('has', flush=True); time.sleep(600)"
    job = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
    )
    assert job.stdout is not None
    assert job.stdout.readline() == "has\n"
    with pytest.raises(LingmixError, match="only 0 are free"), claimed(1, tmp_path):
        pass
    job.kill()
    job.communicate()
    with claimed(4, tmp_path):
        pass


@pytest.mark.parametrize(("said", "count"), [("", 1), ("-1", 1), ("0,1", 0)])
def test_without_devices_or_need_nothing_changes(
    said: str, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VISIBLE, said)
    with claimed(count, tmp_path / "none") as mine:
        assert mine == ()
        assert os.environ[VISIBLE] == said
    assert not (tmp_path / "none").exists()


def test_two_jobs_of_a_scheduler_may_both_see_theirs_as_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLURM_JOB_ID", "7")
    monkeypatch.setenv(VISIBLE, "0")
    with claimed(1, tmp_path), claimed(1, tmp_path):
        assert os.environ[VISIBLE] == "0"


def test_the_driver_is_asked_where_nothing_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VISIBLE)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert visible() == ()
    tool = tmp_path / "nvidia-smi"
    tool.write_text("#!/bin/sh\necho GPU-1\necho GPU-2\n")
    tool.chmod(0o755)
    assert visible() == ("GPU-1", "GPU-2")
    with claimed(1, tmp_path / "claims") as mine:
        assert mine == ("GPU-1",)
        assert os.environ[VISIBLE] == "GPU-1"
    assert VISIBLE not in os.environ
    tool.write_text("#!/bin/sh\nexit 9\n")
    assert visible() == ()
