"""A disk that is full or cannot be written to, and two Snakemakes in one folder: said in words, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from .project import Project

TABLE = "results/tiny/ablation.csv"


@pytest.fixture
def small_disk(copy: Project, tmp_path: Path) -> Iterator[Path]:
    """The finished study with its results on a file system of 48 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(disk)], check=False)
    if mounted.returncode:
        pytest.skip("may not mount a file system")
    results = copy.folder / "results"
    shutil.copytree(results, disk, dirs_exist_ok=True)
    shutil.rmtree(results)
    results.symlink_to(disk)
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="only root of Linux mounts file systems")
def test_a_disk_that_is_full_or_read_only_is_told_and_once_it_is_not_the_table_is_the_same(
    copy: Project, small_disk: Path
) -> None:
    expected = (copy.folder / TABLE).read_bytes()
    for run in ("static.hybrid.both.s1", "static.untrained.s1"):
        shutil.rmtree(copy.results(f"runs/{run}"))
    (copy.folder / TABLE).unlink()
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(shutil.disk_usage(small_disk).free - (30 << 10)))
    full = copy.run(TABLE)
    assert full.returncode == 1
    assert "No space left on device. Make room there and run again" in full.stderr
    assert not (copy.folder / TABLE).exists()
    assert not [path for path in small_disk.rglob("*") if path.name.endswith(".part")]
    ballast.unlink()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    fixed = copy.run(TABLE)
    assert fixed.returncode == 1
    assert "Write-protected output files" in fixed.stdout + fixed.stderr
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    done = copy.run(TABLE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (copy.folder / TABLE).read_bytes() == expected


def test_of_two_snakemakes_in_a_folder_one_works_and_the_other_is_refused(copy: Project) -> None:
    expected = (copy.folder / TABLE).read_bytes()
    shutil.rmtree(copy.results("runs/static.hybrid.both.s1"))
    (copy.folder / TABLE).unlink()
    command = [sys.executable, "-m", "snakemake", TABLE, "--cores", "1", "--configfile", copy.configfile]
    with (copy.folder / "first.log").open("w") as log:
        first = subprocess.Popen(command, cwd=copy.folder, stdout=log, stderr=log)
        while not list((copy.folder / ".snakemake" / "locks").glob("*")):
            assert first.poll() is None
            time.sleep(0.01)
        second = copy.run(TABLE)
        assert second.returncode == 1
        assert "Directory cannot be locked" in second.stderr
        assert first.wait(timeout=300) == 0, (copy.folder / "first.log").read_text()
    assert (copy.folder / TABLE).read_bytes() == expected
