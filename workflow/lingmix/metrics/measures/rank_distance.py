"""Language bias as rank distance.

Per query, the highest minus the lowest rank among its relevant passages in the multilingual pool: 0 would be
translations ranked as one. Huang et al. 2023; Elmahdy et al. 2024 (2408.10536). Queries with one relevant passage have
no distance and are NaN, which no average counts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lingmix.metrics.measure import Judged, Measure


def rank_distance(judged: Judged, cutoff: int | None) -> NDArray[np.float64]:
    """Largest rank minus smallest rank of each query; NaN where it has one relevant passage only."""
    first = judged.rank[judged.position == 1]
    last = judged.rank[judged.position == judged.relevant[judged.query]]
    return np.where(judged.relevant > 1, (last - first).astype(np.float64), np.nan)


MEASURE = Measure(rank_distance, cutoff="none", settings=("multilingual",), higher_is_better=False)
