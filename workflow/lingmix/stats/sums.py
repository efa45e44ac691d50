"""Values summed by group and pair: all that resampling groups needs, and far less than the queries.

A macro value is the unweighted mean over pairs of the mean over the pair's queries,

    θ = (1/C) Σ_c (Σ_g w_g x_gc) / (Σ_g w_g n_gc),

where x_gc sums the values of group g's queries in pair c and n_gc counts them. Every weight w is 1 in the table; a
resample draws other weights. Pairs that no drawn group has a query in enter no mean, as in the table.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingmix.errors import LingmixError
from lingmix.stats.per_query import Pair, PerQuery

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Sums:
    """Sums over queries, for R runs, G groups and C pairs; only pairs that have queries.

    Attributes:
        pairs: the C pairs of query language and pool.
        sums: float64 (R, G, C).
        counts: float64 (G, C), queries behind each sum, the same for all runs.
    """

    pairs: tuple[Pair, ...]
    sums: Array
    counts: Array

    @property
    def groups(self) -> int:
        """How many groups have a query."""
        return len(self.counts)

    def means(self) -> Array:
        """The mean over each pair's queries: float64 (R, C)."""
        means: Array = self.sums.sum(axis=1) / self.counts.sum(axis=0)
        return means

    def macro(self) -> Array:
        """The table's macro value of each run: float64 (R,)."""
        macro: Array = self.means().mean(axis=1)
        return macro

    def reweighted(self, weights: Array) -> Array:
        """Macro values when groups count ``weights`` times: from float64 (B, G) to float64 (B, R).

        NaN where no pair has a query left.
        """
        runs, groups, pairs = self.sums.shape
        # one matrix product for all runs and pairs
        sums = (weights @ self.sums.transpose(1, 0, 2).reshape(groups, -1)).reshape(-1, runs, pairs)
        counts = weights @ self.counts
        there = (counts > 0).sum(axis=1)
        share = np.divide(1.0, counts * there[:, None], out=np.zeros_like(counts), where=counts > 0)
        macro: Array = np.einsum("brc,bc->br", sums, share)
        macro[there == 0] = np.nan
        return macro

    def contributions(self) -> Array:
        """What each group adds to each run's macro value, which is their sum: float64 (R, G)."""
        shares: Array = (self.sums / self.counts.sum(axis=0)).mean(axis=2)
        return shares

    def influence(self) -> Array:
        """What each group adds to each pair's mean beyond an average group: float64 (R, G, C).

        (x_gc − n_gc θ_c) / Σ_g n_gc, the linear part of a mean of clusters of unequal size (Särndal et al. 1992,
        section 5.5). Sums over groups are 0.
        """
        beyond: Array = (self.sums - self.counts * self.means()[:, None, :]) / self.counts.sum(axis=0)
        return beyond


def group_sums(values: PerQuery) -> Sums:
    """Sum the values of each run by group and pair. Queries that a metric means nothing for do not count.

    Raises:
        LingmixError: a value is missing in one run and there in another.
    """
    queries = values.queries
    missing = np.isnan(values.values)
    if (missing != missing[0]).any():
        raise LingmixError("some runs lack values of queries that others have; score these runs again")
    there = ~missing[0]
    _, group = np.unique(queries.group[there], return_inverse=True)
    found, pair = np.unique(queries.pair[there], return_inverse=True)
    size = (int(group.max(initial=-1)) + 1, len(found))
    cell = group * len(found) + pair
    cells = size[0] * size[1]
    sums = [np.bincount(cell, weights=run[there], minlength=cells).reshape(size) for run in values.values]
    counts = np.bincount(cell, minlength=cells).reshape(size).astype(np.float64)
    return Sums(tuple(queries.pairs[number] for number in found), np.stack(sums), counts)
