"""What is asked of the C library and of Linux, seen from the counters of a process of its own."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from lingmix.provenance import PACKAGE

pytestmark = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc" or sys.platform != "linux", reason="what is asked is of glibc and Linux"
)

FREEING = """
import resource, sys
import torch
from lingmix.train.memory import give_back_freed_memory, keep_freed_memory
if sys.argv[1] == "keep":
    assert keep_freed_memory()
faults = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_minflt
def step():
    # two at a time, freed in both orders, as gradients are
    left, right = torch.ones(9_000_000), torch.ones(12_000_000)
    del left
    left = torch.ones(10_000_000)
    return float(left[0] + right[0])
for _ in range(5):
    step()
before = faults()
for _ in range(20):
    step()
kept = faults() - before
resident = lambda: int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()
before = resident()
give_back_freed_memory()
print(kept, before - resident())
"""


def run(program: str, *arguments: str) -> list[int]:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent), "OMP_NUM_THREADS": "1"},
    )
    return [int(word) for word in done.stdout.split()]


def test_what_a_step_frees_serves_the_next_and_can_be_given_back() -> None:
    by_default, _ = run(FREEING, "default")
    kept, given_back = run(FREEING, "keep")
    assert 10 * kept < by_default
    assert given_back > 30e6


IDLE = """
import sys
import numpy as np, torch
from lingmix.train.memory import page_out
of_file = lambda: next(int(line.split()[1]) * 1024 for line in open("/proc/self/status") if line.startswith("RssFile"))
whole = torch.from_numpy(np.load(sys.argv[1], mmap_mode="c"))
total = whole.sum()
before = of_file()
assert page_out(whole)
print(before - of_file())
assert whole.sum() == total
heap = torch.arange(1_000_000)
assert page_out(heap) and heap.sum() == 499_999_500_000
assert not page_out(torch.zeros(3))
"""


def test_an_idle_tensor_leaves_memory_and_comes_back_as_it_was(tmp_path: Path) -> None:
    np.save(tmp_path / "whole.npy", np.arange(10_000_000, dtype=np.float32))
    with (tmp_path / "whole.npy").open("rb") as file:
        os.fsync(file.fileno())  # a page that is not written yet stays
    (freed,) = run(IDLE, str(tmp_path / "whole.npy"))
    assert freed > 30e6
