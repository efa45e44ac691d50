"""What the jobs of a study took, from the records that they left."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lingmix.cost.job import Job
from lingmix.cost.rates import Point

MIB = 2**20


@dataclass(frozen=True)
class Taken:
    """What a job took: ``seconds`` on the wall, ``memory`` in bytes at most, ``disk`` in bytes as it is now; memory is
    None where it is not known, such as for jobs of less than a second."""

    seconds: float
    memory: float | None
    disk: float


def taken(job: Job, folder: Path) -> Taken | None:
    """What a job of the study in ``folder`` took; None where it has not run, or left no record."""
    found = [file for name in job.names for file in sorted(folder.glob(f"benchmarks/{name}.jsonl"))]
    records = [record for file in found if (record := _record(file)) is not None]
    if not records or not is_done(job, folder):
        return None
    memory = [number * MIB for record in records if (number := _number(record.get("max_rss"))) is not None]
    seconds = sum(_number(record.get("s")) or 0.0 for record in records)
    if job.stage == "train":
        # its own word: it may have run in a process that Snakemake does not see
        own = _record(folder / job.names[0].replace("train/", "runs/", 1) / "training.json") or {}
        known = _number(own.get("memory_bytes"))
        memory = [] if known is None else [known]
        if own.get("resumed"):
            return None  # its seconds are those of its last part
    elif job.stage == "encoder":
        memory = []
    return Taken(seconds, max(memory, default=None), sum(_bytes(folder / name) for name in job.files))


def is_done(job: Job, folder: Path) -> bool:
    """Whether all is there that a job of the study in ``folder`` leaves, whoever made it."""
    return all((folder / name).exists() for name in job.files)


def points(jobs: Iterable[Job], folder: Path) -> list[Point]:
    """What the jobs of a study took that have run and whose work is known."""
    device = device_of(folder)
    return [
        Point(
            job.stage, job.of, job.size, job.work, device if job.gpu else "cpu", found.seconds, found.memory, job.held
        )
        for job in jobs
        if job.work is not None and (found := taken(job, folder)) is not None
    ]


def device_of(folder: Path) -> str:
    """``gpu`` where a run of the study in ``folder`` was trained on one, else ``cpu``."""
    records = (_record(file) or {} for file in folder.glob("runs/*/training.json"))
    return "gpu" if any(record.get("gpu_memory_bytes") for record in records) else "cpu"


def _record(file: Path) -> dict[str, Any] | None:
    """The JSON object in a file, or in its last line; None where there is none."""
    try:
        text = file.read_text(encoding="utf-8")
        found = json.loads(text if file.suffix == ".json" else text.splitlines()[-1])
    except (OSError, ValueError, IndexError):
        return None
    return found if isinstance(found, dict) else None


def _number(value: Any) -> float | None:
    """A finite number above 0; Snakemake writes ``NA`` for what it could not measure."""
    good = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value > 0
    return float(value) if good else None


def _bytes(path: Path) -> int:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files)
