"""How long a unit of a stage's work takes, and how much memory, from jobs that have been measured."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median


@dataclass(frozen=True)
class Point:
    """What a job took.

    Attributes:
        stage, of, size, work: see :class:`lingmix.cost.jobs.Job`.
        device: ``gpu`` or ``cpu``.
        seconds: on the wall.
        memory: bytes at most, None where not known.
        held: see :class:`lingmix.cost.job.Job`.
    """

    stage: str
    of: str
    size: int | None
    work: float
    device: str
    seconds: float
    memory: float | None
    held: float | None


@dataclass(frozen=True)
class Line:
    """``start + each × work``."""

    start: float
    each: float

    def at(self, work: float) -> float:
        """The value for so much work."""
        return self.start + self.each * work

    def scaled(self, factor: float) -> Line:
        """That of an encoder so many times as large: it takes longer to load too, but a smaller one no less, since most
        of that is loading libraries."""
        return Line(self.start * max(1.0, factor), self.each * factor)


@dataclass(frozen=True)
class Rate:
    """What a job of a stage takes.

    Attributes:
        stage, of, size, device: what it was measured on.
        seconds: of a job.
        base: bytes of memory that a job took at most besides what it held; None where it was not known.
        jobs: how many were measured.
        source: where they ran, in words.
    """

    stage: str
    of: str
    size: int | None
    device: str
    seconds: Line
    base: float | None
    jobs: int
    source: str


def fitted(points: Iterable[Point], source: str) -> list[Rate]:
    """A rate for each stage, encoder and device that was measured."""
    found: dict[tuple[str, str, str], list[Point]] = {}
    for point in points:
        found.setdefault((point.stage, point.of, point.device), []).append(point)
    return [
        Rate(
            stage,
            of,
            some[0].size,
            device,
            line([point.work for point in some], [point.seconds for point in some]),
            _base(some),
            len(some),
            source,
        )
        for (stage, of, device), some in found.items()
    ]


def _base(points: Iterable[Point]) -> float | None:
    """What jobs took at most besides what they held, which is counted a little too high: so at least nothing."""
    besides = [point.memory - point.held for point in points if point.memory is not None and point.held is not None]
    return max(0.0, *besides) if besides else None


def calibrated(rates: Sequence[Rate], known: Sequence[Rate], points: Sequence[Point]) -> list[Rate]:
    """How costs grow as ``known`` has it, where it has that of the same or a similar encoder; how fast, as ``points``
    say: a few jobs tell the speed of a machine, but not what a hundred times as much work takes.

    Args:
        rates: fitted to ``points``; they stay where nothing is known.
        known: measured over a wide range of work.
        points: what was measured here.
    """
    found = []
    for rate in rates:
        nearest = rate_for(known, rate.stage, rate.of, rate.size, rate.device)
        if nearest is None:
            found.append(rate)
            continue
        (shape, factor), mine = nearest, [point for point in points if _is_of(rate, point)]
        like = shape.seconds.scaled(factor)
        speed = median(point.seconds / like.at(point.work) for point in mine)
        seconds = Line(like.start * speed, like.each * speed)
        found.append(replace(rate, seconds=seconds))
    return found


def _is_of(rate: Rate, point: Point) -> bool:
    return (rate.stage, rate.of, rate.device) == (point.stage, point.of, point.device)


def line(work: Sequence[float], costs: Sequence[float]) -> Line:
    """The line without negative terms whose relative errors have the least squares.

    Jobs of one size do not tell what starting one takes: all is then taken to grow with the work, which is too much
    for larger jobs and too little for smaller ones.
    """
    # here, since the rules ask for rates whenever Snakemake starts, and fit none
    import numpy as np
    from scipy.optimize import nnls

    cost = np.maximum(np.asarray(costs, dtype=float), 1e-9)
    amount = np.asarray(work, dtype=float)
    if len(set(amount.tolist())) < 2:
        return Line(0.0, float(cost.mean() / amount.mean()) if amount.mean() else 0.0)
    largest = amount.max()
    # scaled, since the work of a stage may be 10^10 and its start 1
    (start, each), _ = nnls(np.column_stack([1 / cost, amount / largest / cost]), np.ones(len(cost)))
    return Line(float(start), float(each / largest))


def rate_for(rates: Sequence[Rate], stage: str, of: str, size: int | None, device: str) -> tuple[Rate, float] | None:
    """The first rate that fits, and by what it is scaled (:meth:`Line.scaled`): 1 where it is of the same encoder, else
    the ratio of sizes to the nearest of a similar one. None where nothing fits."""
    there = [rate for rate in rates if rate.stage == stage and rate.device == device]
    same = [rate for rate in there if rate.of == of]
    if same:
        return same[0], 1.0
    alike = [rate for rate in there if rate.size and _sort(rate.of) == _sort(of)]
    if not size or not alike:
        return None
    nearest = min(alike, key=lambda rate: abs(math.log(size / (rate.size or 1))))
    return nearest, size / (nearest.size or 1)


def _sort(of: str) -> str:
    """Static encoders and transformers are not compared with each other."""
    return "static" if of.startswith("static ") else "transformer" if of else ""
