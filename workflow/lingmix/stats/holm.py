"""Holm's correction for several comparisons."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def holm(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """p values of one family, corrected so that its chance of any false positive stays at the level.

    Step-down: the i-th smallest of m is multiplied by m − i + 1, and none is below a smaller one's (Holm 1979,
    Scandinavian Journal of Statistics 6(2)).

    Args:
        p: float64 (m,). NaN stands for a comparison that could not be made, which is not counted.

    Returns:
        float64 (m,), at most 1; NaN where ``p`` is.
    """
    there = np.flatnonzero(~np.isnan(p))
    order = there[np.argsort(p[there], kind="stable")]
    corrected = np.full(len(p), np.nan)
    factors = np.arange(len(order), 0, -1)
    corrected[order] = np.minimum(np.maximum.accumulate(p[order] * factors), 1.0)
    return corrected
