"""The spread of a difference in each pair of languages and for each query language, without resampling.

The linear part of a mean gives its variance in closed form, with groups as clusters; the bootstrap is kept for what the
conclusion rests on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingmix.stats.spread import Spread, spread
from lingmix.stats.sums import Sums

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Parts:
    """K ways to average over C pairs.

    Attributes:
        names: what they are of.
        shares: float64 (C, K), what a pair's mean counts for in each; columns sum to 1.
    """

    names: tuple[str, ...]
    shares: Array


def each_pair(sums: Sums) -> Parts:
    """Every pair for itself, named ``query-pool``."""
    return Parts(tuple(f"{query}-{pool}" for query, pool in sums.pairs), np.eye(len(sums.pairs)))


def each_language(sums: Sums) -> Parts:
    """Query languages: the unweighted mean over the pools that each has queries against."""
    languages = tuple(dict.fromkeys(query for query, _ in sums.pairs))
    there = np.array([[query == one for one in languages] for query, _ in sums.pairs], dtype=np.float64)
    return Parts(languages, there / there.sum(axis=0))


def everything(sums: Sums) -> Parts:
    """The macro value itself."""
    return Parts(("macro",), np.full((len(sums.pairs), 1), 1 / len(sums.pairs)))


def linear_spread(sums: Sums, ours: NDArray[np.int64], theirs: NDArray[np.int64], parts: Parts) -> Spread:
    """The spread of the differences between two variants, K of them.

    Args:
        sums: of all runs.
        ours, theirs: int64 (S,), the two variants' runs, in the order of seeds.
        parts: what to average over.
    """
    seeds = len(ours)
    point = (sums.means()[ours] - sums.means()[theirs]) @ parts.shares
    beyond = (_influence(sums, ours) - _influence(sums, theirs)) @ parts.shares
    clusters = ((sums.counts > 0) @ (parts.shares > 0) > 0).sum(axis=0).astype(np.float64)
    fair = clusters / np.maximum(clusters - 1, 1)
    groups = fair * (beyond.mean(axis=0) ** 2).sum(axis=0)
    if seeds == 1:
        return spread(point[0], np.zeros_like(groups), groups, np.zeros_like(groups), (1, clusters))
    each = fair * (beyond**2).sum(axis=1).mean(axis=0)
    both = np.maximum(each - groups, 0.0) / (seeds - 1)
    return spread(point.mean(axis=0), point.var(axis=0, ddof=1) / seeds, groups, both, (seeds, clusters))


def _influence(sums: Sums, runs: NDArray[np.int64]) -> Array:
    return Sums(sums.pairs, sums.sums[runs], sums.counts).influence()
