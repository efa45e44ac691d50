"""What a study will take, stage by stage, beside what it has taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lingmix.cost.digits import two_digits
from lingmix.cost.job import LIKE, UNITS, Job
from lingmix.cost.measured import Taken
from lingmix.cost.rates import Rate, rate_for

ON_GPU = 8
"""How many times as fast as measured on two cores a job with a GPU is taken to be, where no GPU was measured."""
CHAIN = (
    "encoder",
    "mine",
    "teach",
    "draw",
    "train",
    "encode",
    "index",
    "count",
    "score",
    "worst",
    "statistics",
    "tables",
)
"""Stages that come one after the other, of which one job each is the least that a study takes; encoders and plans are
made side by side, so that this is a little too much."""


@dataclass(frozen=True)
class Prediction:
    """What a job will take; None where it is not known.

    Attributes:
        seconds: on the wall.
        memory, disk: bytes.
        why: how it is known, or why not.
    """

    seconds: float | None
    memory: float | None
    disk: float | None
    why: str


def predict(job: Job, rates: Sequence[Rate], device: str) -> Prediction:
    """What a job takes by the first of ``rates`` that fits it; ``device`` is ``gpu`` where GPUs are.

    Where no GPU was measured, a part of the time on a CPU is taken (:data:`ON_GPU`), which is said. Memory is the
    machine's, not a GPU's, and what the job is known to hold besides what such jobs took otherwise.
    """
    if job.work is None:
        why = "the size of its data and encoder is known once they are prepared"
        return Prediction(None, None, job.disk, why)
    stage, assumed = LIKE.get(job.stage, job.stage), ""
    found = rate_for(rates, stage, job.of, job.size, device if job.gpu else "cpu")
    if found is None and job.gpu and device == "gpu":
        found = rate_for(rates, stage, job.of, job.size, "cpu")
        assumed = f", a GPU taken to be {ON_GPU} times as fast as this CPU, since none was measured"
    if found is None:
        what = (
            f"no job of '{job.of}' was measured, nor one whose size compares" if job.of else "no such job was measured"
        )
        return Prediction(None, None, job.disk, what)
    rate, factor = found
    seconds = rate.seconds.scaled(factor).at(job.work) / (ON_GPU if assumed else 1)
    base = rate.base
    if base is None and job.gpu and (on_cpu := rate_for(rates, stage, job.of, job.size, "cpu")) is not None:
        base = on_cpu[0].base
    memory = None if base is None or job.held is None else base + job.held
    scaled = "" if factor == 1 else f", {two_digits(factor)} times {rate.of}"
    lacking = f"; not counted: {', '.join(job.uncounted)}" if job.uncounted else ""
    return Prediction(seconds, memory, job.disk, f"{rate.source}{scaled}{assumed}{lacking}")


@dataclass
class Stage:
    """A stage's jobs in all; sums lack what is not known, which is counted.

    Attributes:
        jobs, done: how many there are, and of how many all that they leave is there.
        measured: how many of these left a record of what they took.
        seconds, processor_seconds, gpu_seconds, disk: sums over jobs.
        longest, memory: of one job at most.
        unknown, disk_unknown: jobs whose time, or whose bytes are not known.
        why: how it is known, each once.
        taken, taken_memory, taken_disk: what these have taken.
        compared, of_compared: seconds taken and predicted, of those of these of which both are known.
    """

    jobs: int = 0
    done: int = 0
    seconds: float = 0.0
    processor_seconds: float = 0.0
    gpu_seconds: float = 0.0
    longest: float = 0.0
    memory: float | None = None
    disk: float = 0.0
    unknown: int = 0
    disk_unknown: int = 0
    why: dict[str, None] = field(default_factory=dict)
    measured: int = 0
    compared: float = 0.0
    of_compared: float | None = None
    taken: float = 0.0
    taken_memory: float | None = None
    taken_disk: float = 0.0


@dataclass(frozen=True)
class Forecast:
    """All stages, what is left, and what follows for the whole.

    Attributes:
        stages: by name, in order.
        left: the same of the jobs that are not done, by this study's own rates where it has some.
        cores, gpus: how many there are.
    """

    stages: Mapping[str, Stage]
    left: Mapping[str, Stage]
    cores: int
    gpus: int

    def wall(self, stages: Mapping[str, Stage]) -> float:
        """Seconds until all of ``stages`` are done: processors busy all the time, but no less than a job of each stage
        one after the other, and than GPUs take."""
        busy = sum(stage.processor_seconds for stage in stages.values()) / self.cores
        on_gpus = sum(stage.gpu_seconds for stage in stages.values()) / max(1, self.gpus)
        return max(busy, on_gpus, sum(stages[name].longest for name in CHAIN if name in stages))

    @property
    def complete(self) -> bool:
        """Whether the time of every job is known."""
        return not any(stage.unknown for stage in self.stages.values())


def forecast(
    jobs: Sequence[Job],
    done: Sequence[bool],
    taken: Sequence[Taken | None],
    rates: Sequence[Rate],
    own: Sequence[Rate],
    *,
    device: str,
    cores: int,
    gpus: int = 1,
) -> Forecast:
    """Predict all jobs and set what those have taken that are done beside it.

    Args:
        jobs: of the study.
        done: whether each is.
        taken: what each took, None for one that is not done or left no record.
        rates: from other jobs than these, best first.
        own: from these, for what is left.
        device: see :func:`predict`.
        cores: processors that jobs share.
        gpus: that jobs share, if ``device`` is ``gpu``.
    """
    pairs = list(zip(jobs, done, taken, strict=True))
    ahead = [(job, False, None) for job, there, _ in pairs if not there]
    return Forecast(
        stages=_stages(pairs, rates, device, cores),
        left=_stages(ahead, [*own, *rates], device, cores),
        cores=cores,
        gpus=gpus,
    )


def _stages(
    pairs: Sequence[tuple[Job, bool, Taken | None]], rates: Sequence[Rate], device: str, cores: int
) -> dict[str, Stage]:
    found = {name: Stage() for name in UNITS if any(job.stage == name for job, _, _ in pairs)}
    for job, there, took in pairs:
        stage, said = found[job.stage], predict(job, rates, device)
        stage.jobs += 1
        stage.why[said.why] = None
        if said.seconds is None:
            stage.unknown += 1
        else:
            on_gpu = job.gpu and device == "gpu"
            stage.seconds += said.seconds
            stage.processor_seconds += said.seconds * (1 if on_gpu else min(job.threads, cores))
            stage.gpu_seconds += said.seconds if on_gpu else 0
            stage.longest = max(stage.longest, said.seconds)
        stage.memory = _larger(stage.memory, said.memory)
        stage.disk += said.disk or 0
        stage.disk_unknown += said.disk is None
        stage.done += there
        if took is not None:
            stage.measured += 1
            stage.taken += took.seconds
            stage.taken_disk += took.disk
            stage.taken_memory = _larger(stage.taken_memory, took.memory)
            if said.seconds is not None:
                stage.compared += took.seconds
                stage.of_compared = (stage.of_compared or 0) + said.seconds
    return found


def _larger(number: float | None, other: float | None) -> float | None:
    there = [one for one in (number, other) if one is not None]
    return max(there, default=None)


def as_json(found: Forecast) -> dict[str, Any]:
    """The forecast as JSON values: seconds and bytes, null for what is not known."""
    return {
        "cores": found.cores,
        "gpus": found.gpus,
        "wall_seconds": found.wall(found.stages),
        "complete": found.complete,
        "wall_seconds_left": found.wall(found.left),
        "stages": {
            name: {**vars(stage), "why": list(stage.why), "unit": UNITS[name]} for name, stage in found.stages.items()
        },
    }
