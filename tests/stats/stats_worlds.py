"""Simulated studies with known truths, and hand-made sums."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lingmix.stats.design import Design, RunKey, design
from lingmix.stats.sums import Sums

Array = NDArray[np.float64]


def keys(variants: Sequence[str], seeds: Sequence[int | None]) -> list[RunKey]:
    return [RunKey(variant, seed) for variant in variants for seed in seeds]


def two_by(seeds: int) -> Design:
    """Variants a and b with so many seeds; runs in the order a1 a2 … b1 b2 …"""
    runs = keys(("a", "b"), range(seeds))
    return design(runs, runs)


def sums_of(values: Array, counts: Array | None = None) -> Sums:
    """From means of cells, (R, G, C), and how many queries each has."""
    number = np.ones(values.shape[1:]) if counts is None else counts
    pairs = tuple((f"q{pair // 2}", f"p{pair % 2}") for pair in range(values.shape[2]))
    return Sums(pairs, values * number, number)


def world(
    rng: np.random.Generator,
    *,
    seeds: int,
    groups: int,
    pairs: int = 2,
    by_seed: float = 0.0,
    by_group: float = 1.0,
    by_both: float = 1.0,
    truth: float = 0.0,
) -> Sums:
    """Runs of a and b whose difference is ``truth`` and standard normal parts of these sizes.

    A group's difference is shared by its pairs, as that of a question is by its translations; difficulty is shared by
    both variants. Some groups lack pairs.
    """
    shared = rng.normal(size=(groups, pairs))
    seed = rng.normal(size=(2, seeds)) * by_seed / np.sqrt(2)
    group = rng.normal(size=(2, groups)) * by_group / np.sqrt(2)
    both = rng.normal(size=(2, seeds, groups)) * by_both / np.sqrt(2)
    values = shared + (seed[:, :, None] + group[:, None, :] + both)[..., None]
    values[0] += truth
    counts = np.ones((groups, pairs))
    counts[: groups // 5, 0] = 0
    return sums_of(values.reshape(2 * seeds, groups, pairs), counts)


def many_worlds(
    rng: np.random.Generator,
    *,
    studies: int,
    seeds: int,
    groups: int,
    by_seed: float = 0.0,
    by_group: float = 1.0,
    by_both: float = 1.0,
) -> Sums:
    """Studies in which a and b do not differ, each in the place of a pair of languages."""
    seed = rng.normal(size=(2, seeds, 1, studies)) * by_seed
    group = rng.normal(size=(2, 1, groups, studies)) * by_group
    both = rng.normal(size=(2, seeds, groups, studies)) * by_both
    values = (seed + group + both).reshape(2 * seeds, groups, studies)
    return Sums(tuple((f"q{study}", "p") for study in range(studies)), values, np.ones((groups, studies)))
