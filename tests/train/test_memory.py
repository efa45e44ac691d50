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
from lingmix.train.memory import keep_freed_memory

pytestmark = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc" or sys.platform != "linux", reason="what is asked is of glibc and Linux"
)

FREEING = """
import resource, sys
import torch
from lingmix.train import memory
mode, count = sys.argv[1], int(sys.argv[2])
if mode == "as before 2.35":
    library = memory._glibc()
    class Older:
        def mallopt(self, name, value):
            high = name == memory.M_MMAP_THRESHOLD and value > 32 * 2**20
            return 0 if high else library.mallopt(name, value)
    memory._glibc = lambda: Older()
kept = 0 if mode == "default" else memory.keep_freed_memory()
memory._glibc = lambda: __import__("ctypes").CDLL(None)
faults = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_minflt
def step():
    # several at a time, freed in both orders, as gradients are
    first, second, third, fourth = (torch.ones(count - number * count // 10) for number in range(4))
    del first
    first = torch.ones(count - count // 20)
    return float(first[0] + second[0] + third[0] + fourth[0])
for _ in range(5):
    step()
before = faults()
for _ in range(20):
    step()
made = faults() - before
resident = lambda: int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()
before = resident()
memory.give_back_freed_memory()
print(kept, made, before - resident())
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
    count = 12_000_000
    kept, made, given_back = run(FREEING, "as it is", str(count))
    if kept < 4 * count:
        pytest.skip(f"this C library keeps blocks of up to {kept:,} bytes only")
    _, by_default, _ = run(FREEING, "default", str(count))
    assert 10 * made < by_default
    assert given_back > 30e6


def test_an_older_glibc_keeps_what_it_can_and_says_how_much() -> None:
    count = 7_000_000
    # how many pages a step asks for again says little here: blocks so small are kept by some systems anyway
    kept, _, given_back = run(FREEING, "as before 2.35", str(count))
    assert kept == 32 * 2**20
    assert given_back > 10e6


def test_another_c_library_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lingmix.train.memory._glibc", lambda: None)
    assert keep_freed_memory() == 0


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
