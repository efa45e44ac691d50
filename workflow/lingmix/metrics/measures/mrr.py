"""Mean reciprocal rank: 1 / rank of the best-ranked relevant passage, 0 beyond the cut-off."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lingmix.metrics.measure import Judged, Measure


def reciprocal_rank(judged: Judged, cutoff: int | None) -> NDArray[np.float64]:
    """Reciprocal rank of each query."""
    best = judged.rank[judged.position == 1]
    value = 1.0 / best
    return value if cutoff is None else np.where(best <= cutoff, value, 0.0)


MEASURE = Measure(reciprocal_rank, cutoff="optional")
