"""What a job used, with counters in a folder like Linux's powercap."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import torch

from lingmix.provenance import PACKAGE
from lingmix.train.usage import Energy, Usage, peak_memory

RANGE = 262_143_328_850


def zone(powercap: Path, number: str, name: str, microjoules: int) -> Path:
    folder = powercap / f"intel-rapl:{number}"
    folder.mkdir(parents=True, exist_ok=True)
    for file, value in (("name", name), ("energy_uj", microjoules), ("max_energy_range_uj", RANGE)):
        (folder / file).write_text(f"{value}\n")
    return folder / "energy_uj"


def test_packages_and_their_memory_are_added_and_nothing_is_counted_twice(tmp_path: Path) -> None:
    counters = [
        zone(tmp_path, number, name, 5_000_000)
        for number, name in (("0", "package-0"), ("0:0", "core"), ("0:2", "dram"), ("1", "psys"), ("2", "package-1"))
    ]
    energy = Energy(tmp_path)
    assert energy.read() == 0
    for counter, joules in zip(counters, (10, 1000, 3, 5000, 20), strict=True):
        counter.write_text(f"{5_000_000 + joules * 1_000_000}\n")
    assert energy.read() == 33


def test_a_counter_that_starts_again_goes_on(tmp_path: Path) -> None:
    counter = zone(tmp_path, "0", "package-0", RANGE - 2_000_000)
    energy = Energy(tmp_path)
    energy.read()
    counter.write_text("3000000\n")
    assert energy.read() == pytest.approx(5)
    counter.write_text("1000000\n")
    assert energy.read() == pytest.approx(5 + RANGE / 1e6 - 2)


def test_a_long_job_reads_in_between_so_that_no_round_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readings = threading.Semaphore(0)

    class Counted(Energy):
        def read(self) -> float | None:
            found = super().read()
            readings.release()
            return found

    monkeypatch.setattr("lingmix.train.usage.Energy", Counted)
    counter = zone(tmp_path, "0", "package-0", 0)
    with Usage(tmp_path, every=0.01) as usage:
        for value in (RANGE - 1_000_000, 1_000_000, RANGE - 1_000_000, 1_000_000):
            # whole or not at all, as the kernel's own files are
            new = tmp_path / "new"
            new.write_text(f"{value}\n")
            new.replace(counter)
            while readings.acquire(blocking=False):
                pass
            # the first of two may have read what was there before
            assert all(readings.acquire(timeout=60) for _ in range(2))
        found = usage.so_far()["cpu_energy_joules"]
    assert found == pytest.approx((2 * RANGE + 1_000_000) / 1e6)


@pytest.mark.parametrize("content", [None, "", "unreadable"])
def test_energy_that_cannot_be_read_is_missing_and_not_zero(tmp_path: Path, content: str | None) -> None:
    assert Energy(tmp_path).read() is None
    counter = zone(tmp_path, "0", "package-0", 7)
    energy = Energy(tmp_path)
    assert energy.read() == 0
    counter.unlink()
    if content is not None:
        counter.write_text(content)
    assert energy.read() is None
    # a gap cannot be filled later
    zone(tmp_path, "0", "package-0", 9)
    assert energy.read() is None


HOLDING = """
import json, sys
from pathlib import Path
import numpy as np
from lingmix.provenance import PACKAGE
from lingmix.train.usage import Usage

with Usage(Path(sys.argv[1])) as usage:
    before = usage.so_far()
    held = np.ones(40_000_000)
    print(json.dumps([held.nbytes, before, usage.so_far()]))
"""


def test_memory_grows_by_what_is_held(tmp_path: Path) -> None:
    # in a process of its own: this one may have held more before
    command = [sys.executable, "-c", HOLDING, str(tmp_path)]
    here = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    held, before, after = json.loads(subprocess.run(command, env=here, check=True, capture_output=True).stdout)
    assert held * 0.5 < after["memory_bytes"] - before["memory_bytes"] < held * 2
    assert 0 < before["seconds"] < after["seconds"]
    assert after["cpu_energy_joules"] is None
    assert (after["gpu_memory_bytes"] is None) != torch.cuda.is_available()


def test_memory_is_that_of_the_process_by_either_source(tmp_path: Path) -> None:
    (tmp_path / "status").write_text("Name:\tpython\nVmPeak:\t  900 kB\nVmHWM:\t  123 kB\n")
    assert peak_memory(tmp_path / "status") == 123 * 1024
    # without it, what getrusage says: within a factor of two of what Linux says
    whole, other = peak_memory(), peak_memory(tmp_path / "none")
    assert whole is not None
    assert other is not None
    assert 0.5 < other / whole < 2
