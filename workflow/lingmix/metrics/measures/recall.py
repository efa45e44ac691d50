"""Recall at a cut-off: the share of a query's relevant passages in the pool that rank at or above it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lingmix.metrics.measure import Judged, Measure


def recall(judged: Judged, cutoff: int | None) -> NDArray[np.float64]:
    """Recall of each query."""
    return judged.sums((judged.rank <= (cutoff or 0)).astype(np.float64)) / judged.relevant


MEASURE = Measure(recall, cutoff="required")
