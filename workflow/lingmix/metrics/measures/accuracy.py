"""Accuracy: the share of queries whose first candidate is relevant.

As XTREME and XTREME-R report Tatoeba; with one relevant passage for a query it is ``recall@1``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lingmix.metrics.measure import Judged, Measure


def accuracy(judged: Judged, cutoff: int | None) -> NDArray[np.float64]:
    """1 for each query whose best-ranked relevant passage ranks first, else 0."""
    return np.where(judged.rank[judged.position == 1] == 1, 1.0, 0.0)


MEASURE = Measure(accuracy, cutoff="none")
