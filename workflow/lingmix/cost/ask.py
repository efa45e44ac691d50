"""What a job asks a cluster for: what it is predicted to take, with room, and more each time it is tried again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lingmix.config.study import Study
from lingmix.cost.job import Job
from lingmix.cost.jobs import jobs_of
from lingmix.cost.predict import predict
from lingmix.cost.rates import Rate

MEGABYTE = 1e6
ROOM = 1.5
"""Memory asked for, in times of what is predicted; besides :data:`BASE`."""
BASE = 1000
"""Megabytes that a job asks for in any case: Snakemake runs beside it in its allocation."""
PATIENCE = 3
"""Time asked for, in times of what is predicted: another machine may be slower than the one that was measured."""
LEAST = 10
"""Minutes that a job asks for at least: Snakemake and torch start slowly on shared storage."""
LEAST_TOGETHER = 2
"""The same for one that others go with, which start once."""
SHORT = 600.0
"""Seconds of a run's jobs together up to which they go as one, with those of other runs."""
RANKING = ("index", "score")
CHAIN = ("train", "encode", *RANKING)
"""The stages of a run, which follow each other."""


@dataclass(frozen=True)
class Ask:
    """Megabytes and minutes."""

    memory: int
    minutes: int

    def again(self, attempt: int) -> Ask:
        """What to ask for at an attempt, from 1 on: both grow as often as it was tried."""
        return Ask(self.memory * attempt, self.minutes * attempt)


UNKNOWN = {"train": Ask(16_000, 24 * 60), "encode": Ask(12_000, 8 * 60), "encoder": Ask(16_000, 120)}
"""Where nothing is known, by stage."""
OTHERWISE = Ask(8_000, 240)


def ask(job: Job, rates: Sequence[Rate], *, least: int = LEAST) -> Ask:
    """What a job asks for at its first attempt, with a GPU if it takes one.

    Args:
        job: as :func:`lingmix.cost.jobs.jobs_of` gives it.
        rates: measured ones, best first.
        least: minutes.
    """
    unknown = UNKNOWN.get(job.stage, OTHERWISE)
    said = predict(job, rates, "gpu")
    return Ask(
        unknown.memory if said.memory is None else math.ceil(BASE + ROOM * said.memory / MEGABYTE),
        unknown.minutes if said.seconds is None else math.ceil(max(least, PATIENCE * said.seconds / 60)),
    )


class Asks:
    """What the jobs of a study ask for, by the names of the files with what they took (``train/<run>``).

    Args:
        study: whose jobs.
        results: where tables and encoders are that are there already.
        rates: measured ones, best first.
    """

    def __init__(self, study: Study, results: Path, rates: Sequence[Rate]) -> None:
        self._rates = rates
        self._jobs = {job.names[0]: job for job in jobs_of(study, results)}
        self._of_run: dict[str, list[Job]] = {}
        for name, job in self._jobs.items():
            if job.stage in CHAIN:
                self._of_run.setdefault(name.split("/")[1], []).append(job)
        self._together: dict[str, tuple[str, ...]] = {}

    def ask(self, name: str) -> Ask:
        """What a job asks for at its first attempt; see :func:`ask`."""
        job = self._jobs.get(name)
        if job is None:
            return OTHERWISE
        together = job.stage in CHAIN and self.group(name) is not None
        return ask(job, self._rates, least=LEAST_TOGETHER if together else LEAST)

    def group(self, name: str) -> str | None:
        """Which jobs of a run go as one: all of a short run, else ranking if that is short; None for one by itself.

        Whether it is known to be short is what the run's jobs take together. What has a GPU never goes with what has
        none, which would keep it waiting.
        """
        stage, run = name.split("/")[:2]
        if run not in self._together:
            self._together[run] = self._grouped(self._of_run.get(run, []))
        found = self._together[run]
        return None if stage not in found else "run" if found == CHAIN else "ranking"

    def _grouped(self, jobs: Sequence[Job]) -> tuple[str, ...]:
        """Which of a run's stages go together."""
        if not any(job.gpu for job in jobs) and self._is_short(jobs):
            return CHAIN
        return RANKING if self._is_short([job for job in jobs if job.stage in RANKING]) else ()

    def _is_short(self, jobs: Sequence[Job]) -> bool:
        seconds = [predict(job, self._rates, "cpu").seconds for job in jobs]
        return (
            bool(jobs) and all(found is not None for found in seconds) and sum(found or 0 for found in seconds) <= SHORT
        )
