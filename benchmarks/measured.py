"""What benchmarks share: a comparison with a peer, the machine it ran on, and how both are written down."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import resource
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lingmix.provenance import environment


@dataclass(frozen=True)
class Comparison:
    """One figure: what lingmix took, what a peer took for the same, side by side in one run.

    Attributes:
        what: what was done.
        peer: who else did it.
        ours, theirs: seconds.
        equal: how the results were found to be the same.
        goal: the ratio aimed at, theirs to ours.
        ours_mib, theirs_mib: peak memory of the process, where each had its own.
        note: what else a reader needs.
    """

    what: str
    peer: str
    ours: float
    theirs: float
    equal: str
    goal: float | None = None
    ours_mib: float | None = None
    theirs_mib: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float:
        """How many times as long the peer took."""
        return self.theirs / self.ours


@dataclass(frozen=True)
class Apart:
    """What a function gave in a process of its own, its seconds, and that process's peak memory in MiB."""

    value: Any
    seconds: float
    mib: float


def apart(function: Callable[..., Any], *arguments: Any) -> Apart:
    """Call ``function`` in a new process, which inherits nothing but the arguments.

    The seconds are those that it says, if it returns a pair of a value and seconds, so that it can leave out what both
    sides have to do; else those of the whole call.
    """
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (function, arguments))


def _measured(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Apart:
    clock = time.perf_counter()
    value = function(*arguments)
    seconds = time.perf_counter() - clock
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], float):
        value, seconds = value
    return Apart(value, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def parser(about: str | None) -> argparse.ArgumentParser:
    """A parser with what all benchmarks take."""
    made = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--json", type=Path, help="also write the figures there")
    return made


def report(found: list[Comparison], path: Path | None, *, command: str) -> None:
    """Print comparisons, and write them with the machine's description."""
    for one in found:
        memory = f", {one.ours_mib:,.0f} against {one.theirs_mib:,.0f} MiB" if one.ours_mib and one.theirs_mib else ""
        aim = f" (goal {one.goal:g})" if one.goal else ""
        print(
            f"{one.what}\n  lingmix {one.ours:.3g} s, {one.peer} {one.theirs:.3g} s: ratio {one.ratio:.3g}{aim}{memory}"
        )
        print(f"  equal: {one.equal}" + (f"\n  {one.note}" if one.note else ""))
    if path is not None:
        about = {
            **environment(len(os.sched_getaffinity(0))),
            "processor": processor(),
            "load": os.getloadavg()[0],
            "time": datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
            "command": command,
        }
        text = json.dumps({"about": about, "found": [asdict(one) for one in found]}, indent=2, ensure_ascii=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")


def processor() -> str:
    """The processor's model as Linux names it, else its architecture."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
