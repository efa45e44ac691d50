"""Where labels of points go, so that they hide neither each other nor a point."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

RADII = (9.0, 15.0, 22.0, 30.0, 40.0)
"""Distances from a point at which its label is tried, in pixels."""
POINT = 4.0
"""Half the width of a point."""


@dataclass(frozen=True)
class Axis:
    """A scale from values to pixels.

    Attributes:
        domain: the values at its two ends.
        size: its length in pixels.
        log: whether equal ratios, instead of differences, are equally long.
    """

    domain: tuple[float, float]
    size: float
    log: bool = False

    @classmethod
    def around(cls, values: Sequence[float], size: float, *, log: bool = False, margin: float = 0.12) -> Axis:
        """The axis that holds finite ``values`` with a margin at both ends, a share of their range."""
        low, high = (math.log(end) if log else end for end in (min(values), max(values)))
        room = (high - low) * margin or abs(high) * margin or 1.0
        ends = (low - room, high + room)
        return cls((math.exp(ends[0]), math.exp(ends[1])) if log else ends, size, log)

    def pixel(self, value: float) -> float:
        """How far from the axis's start a value is."""
        low, high, here = (self._even(number) for number in (*self.domain, value))
        return (here - low) / (high - low) * self.size

    def value(self, pixel: float) -> float:
        """The value that is so far from the axis's start."""
        low, high = (self._even(number) for number in self.domain)
        found = low + pixel / self.size * (high - low)
        return math.exp(found) if self.log else found

    def _even(self, value: float) -> float:
        return math.log(value) if self.log else value


def places(
    points: Sequence[tuple[float, float]], labels: Sequence[str], size: tuple[float, float], character: float = 6.0
) -> list[tuple[float, float]]:
    """A place for the middle of each point's label, all in pixels within ``size``.

    Each in turn takes the nearest of 12 directions and five distances where it covers least of points and of the
    labels before it.
    """
    taken = [(x - POINT, y - POINT, x + POINT, y + POINT) for x, y in points]
    found = []
    for (x, y), text in zip(points, labels, strict=True):
        half = (max(len(text), 1) * character / 2, 5.0)
        tried = [
            (x + math.cos(turn) * (radius + half[0] - character / 2), y + math.sin(turn) * radius)
            for radius, turn in product(RADII, np.arange(12) * math.pi / 6)
        ]
        costs = [_hidden(place, half, taken, size) for place in tried]
        best = tried[costs.index(min(costs))]
        found.append(best)
        taken.append(_box(best, half))
    return found


def _box(place: tuple[float, float], half: tuple[float, float]) -> tuple[float, float, float, float]:
    return place[0] - half[0], place[1] - half[1], place[0] + half[0], place[1] + half[1]


def _hidden(
    place: tuple[float, float],
    half: tuple[float, float],
    taken: Sequence[tuple[float, float, float, float]],
    size: tuple[float, float],
) -> float:
    """The area of a label that overlaps with what is there, or is outside."""
    left, low, right, high = _box(place, half)
    inside = max(0.0, min(right, size[0]) - max(left, 0.0)) * max(0.0, min(high, size[1]) - max(low, 0.0))
    outside = (right - left) * (high - low) - inside
    return 10 * outside + sum(
        max(0.0, min(right, r) - max(left, x)) * max(0.0, min(high, t) - max(low, y)) for x, y, r, t in taken
    )
