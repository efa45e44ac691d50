"""The spread of variants' values and of their differences, from bootstrap resamples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingmix.stats.bootstrap import Resamples
from lingmix.stats.spread import Spread, spread

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Parts:
    estimate: float
    seeds: float
    groups: float
    both: float


def value_spread(found: Resamples) -> Spread:
    """The spread of each variant's macro value, K = V; NaN where a run is missing."""
    everyone = range(len(found.design.variants))
    return _spread(found, [_parts(found, found.point[one], found.values[:, one]) for one in everyone])


def difference_spread(found: Resamples, pairs: Sequence[tuple[int, int]], pool_seeds: bool = False) -> Spread:
    """The spread of differences, first minus second; both are of the same seeds and groups in every resample.

    Args:
        found: the resamples.
        pairs: K pairs of numbers of variants.
        pool_seeds: whether to take the variance over seeds to be the same for all variants that seeds change, and to
            estimate it from all of them (residuals of variants × seeds, with (V − 1)(S − 1) degrees of freedom).
            Three seeds then find smaller differences. By default each difference has its own, and nothing is assumed.

    Returns:
        NaN where a run is missing.
    """
    parts = [
        _parts(found, found.point[one] - found.point[other], found.values[:, one] - found.values[:, other])
        for one, other in pairs
    ]
    pooled = _pooled(found) if pool_seeds else None
    if pooled is None:
        return _spread(found, parts)
    variance, df = pooled
    changed = [int(found.design.seeded[one]) + int(found.design.seeded[other]) for one, other in pairs]
    seeds = np.array([variance * number / len(found.design.seeds) for number in changed])
    return _spread(found, parts, seeds, df)


def interval_draws(found: Resamples, variant: int) -> Array:
    """A variant's macro value in each resample of seeds and groups: float64 (B,)."""
    return _draws(found.values[:, variant], found.picks)


def _spread(
    found: Resamples, parts: Sequence[_Parts], seeds: Array | None = None, df_seeds: float | None = None
) -> Spread:
    columns = [np.array([getattr(part, name) for part in parts]) for name in ("estimate", "seeds", "groups", "both")]
    if seeds is not None:
        columns[1] = np.where(np.isnan(columns[0]), np.nan, seeds)
    return spread(columns[0], columns[1], columns[2], columns[3], (len(found.design.seeds), found.groups), df_seeds)


def _parts(found: Resamples, point: Array, values: Array) -> _Parts:
    """The parts of the variance of the mean of ``point`` (S,), of which ``values`` (B, S) are resamples."""
    if np.isnan(point).any():
        return _Parts(*[float("nan")] * 4)
    count = len(point)
    mean_of = values.mean(axis=1)
    # resamples in which no pair has a query left say nothing
    groups = float(np.nanvar(mean_of, ddof=1))
    if count == 1:
        return _Parts(float(point.mean()), 0.0, groups, 0.0)
    each = float(np.nanvar(values, axis=0, ddof=1).mean())
    both = max(each - groups, 0.0) / (count - 1)
    seeds = float(point.var(ddof=1)) / count
    # drawing both has the part of both three times; what is left beyond the seeds' is that of groups
    drawn = float(np.nanvar(_draws(values, found.picks), ddof=1))
    return _Parts(float(point.mean()), seeds, max(drawn - seeds - both, 0.0), both)


def _draws(values: Array, picks: NDArray[np.int64]) -> Array:
    """The mean over the seeds drawn: float64 (B,)."""
    drawn: Array = (values * picks).sum(axis=1) / picks.sum(axis=1)
    return drawn


def _pooled(found: Resamples) -> tuple[float, float] | None:
    """The variance of one run around its variant's and its seed's mean, and its degrees of freedom."""
    point = found.point[found.design.seeded & found.design.complete]
    df = (point.shape[0] - 1) * (point.shape[1] - 1)
    if df < 1:
        return None
    rest = point - point.mean(axis=1, keepdims=True) - point.mean(axis=0, keepdims=True) + point.mean()
    return float((rest**2).sum()) / df, float(df)
