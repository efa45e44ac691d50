"""The hierarchical bootstrap: seeds and groups are drawn anew, and the table's macro value is computed again.

A group is drawn with all its translations, in all runs, so that it is one cluster and runs stay paired. Seeds are drawn
for all variants at once for the same reason. Every seed meets every group: the two are crossed, and drawn independently
(the pigeonhole bootstrap; Owen 2007, "The pigeonhole bootstrap", Annals of Applied Statistics 1(2)).

Of n there are, n − 1 are drawn: a mean of n − 1 draws varies as much as a mean of n does, while n draws would vary less
by (n − 1)/n, which is a third with three seeds (McCarthy and Snowden 1985, Vital and Health Statistics 2(95)).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingmix.stats.design import Design
from lingmix.stats.sums import Sums

RESAMPLES = 10_000
SEED = 20_240_825
"""Of the resampling, so that results are the same each time."""
CHUNK = 250
"""Resamples at a time: 27 runs of 110 pairs take 6 MB."""


@dataclass(frozen=True)
class Resamples:
    """B resamples of V variants with S seeds.

    Attributes:
        design: which variants and seeds these are.
        groups: how many groups there are.
        point: float64 (V, S), macro values of the whole benchmark; NaN where a run is missing.
        values: float64 (B, V, S), macro values of the groups drawn.
        picks: int64 (B, S), how often a resample draws each seed; they sum to S − 1, or to 1 if there is one seed.
    """

    design: Design
    groups: int
    point: NDArray[np.float64]
    values: NDArray[np.float64]
    picks: NDArray[np.int64]


def resample(sums: Sums, design: Design, resamples: int = RESAMPLES, seed: int = SEED) -> Resamples:
    """Draw groups and seeds, the same for all runs.

    Args:
        sums: of the finished runs, in the order that ``design`` numbers them.
        design: which run is which.
        resamples: B.
        seed: of the drawing.
    """
    rng = np.random.default_rng(seed)
    drawn = np.concatenate([sums.reweighted(weights) for weights in _weights(rng, sums.groups, resamples)])
    seeds = len(design.seeds)
    picks = rng.multinomial(max(seeds - 1, 1), np.full(seeds, 1 / seeds), size=resamples)
    return Resamples(design, sums.groups, design.arrange(sums.macro()), design.arrange(drawn), picks)


def _weights(rng: np.random.Generator, groups: int, resamples: int) -> Iterator[NDArray[np.float64]]:
    """How often each group is drawn: chunks of float64 (·, G)."""
    for start in range(0, resamples, CHUNK):
        rows = min(CHUNK, resamples - start)
        drawn = rng.integers(groups, size=(rows, max(groups - 1, 1)))
        drawn += np.arange(rows)[:, None] * groups
        yield np.bincount(drawn.ravel(), minlength=rows * groups).reshape(rows, groups).astype(np.float64)
