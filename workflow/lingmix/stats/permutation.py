"""The paired permutation test at group level: is one set of trained models better than another?

Null hypothesis: on the questions that the benchmark stands for, these trained models of the one variant do as well as
these of the other, so that a group's difference is as likely as its opposite. The sign of a group's whole difference is
flipped, all its queries, pairs and seeds together, as translations of a question are no independent samples of it
(Smucker, Allan and Carterette 2007, CIKM, for the test in retrieval; here clustered).

The models are held fixed: seeds enter by their mean. A small p says that *these models* differ on other questions, not
that another training would; if seeds matter, it is small too often for that. The p of
:class:`lingmix.stats.spread.Spread` counts seeds as a sample, and is the one for claims about a method.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lingmix.stats.bootstrap import RESAMPLES, SEED

CHUNK = 500
TOLERANCE = 1e-9
"""Relative; differences in the last digits do not make two sums unequal."""

Array = NDArray[np.float64]


def sign_flip_p(contributions: Array, resamples: int = RESAMPLES, seed: int = SEED) -> Array:
    """Two-sided p of K differences.

    Args:
        contributions: float64 (K, G): what each group adds to each difference, which is their sum.
        resamples: sign patterns to draw. If there are no more patterns than that, all are taken and p is exact.
        seed: of the drawing; all K differences share the patterns.

    Returns:
        float64 (K,): the share of patterns whose sum is at least as far from 0 as the observed one, which is
        among them (Phipson and Smyth 2010: (b + 1)/(B + 1) for B drawn ones). NaN where a contribution is.
    """
    differences, groups = contributions.shape
    known = np.nan_to_num(contributions)
    least = np.abs(known.sum(axis=1)) - TOLERANCE * np.abs(known).sum(axis=1)
    exact = 2**groups <= resamples
    patterns = 2**groups if exact else resamples
    rng = np.random.default_rng(seed)
    further = np.zeros(differences, dtype=np.int64)
    for start in range(0, patterns, CHUNK):
        rows = min(CHUNK, patterns - start)
        signs = _all(groups, start, rows) if exact else rng.integers(2, size=(rows, groups), dtype=np.int8)
        sums = (signs * 2.0 - 1.0) @ known.T
        further += (np.abs(sums) >= least).sum(axis=0)
    p = further / patterns if exact else (further + 1) / (patterns + 1)
    return np.where(np.isnan(contributions).any(axis=1), np.nan, p)


def _all(groups: int, start: int, rows: int) -> NDArray[np.int64]:
    """Patterns ``start`` and following of all: bits of their numbers."""
    return (np.arange(start, start + rows)[:, None] >> np.arange(groups)) & 1
