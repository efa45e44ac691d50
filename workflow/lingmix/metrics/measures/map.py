"""Mean average precision.

AP = (1/R) Σ_k k / rank_k over the R relevant passages in order of rank; with a cut-off, ranks beyond it add nothing
while R stays (trec_eval's ``map`` and ``map_cut``). LAReQA reports it over the full ranking, XTREME-R at 20.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lingmix.metrics.measure import Judged, Measure


def average_precision(judged: Judged, cutoff: int | None) -> NDArray[np.float64]:
    """Average precision of each query."""
    precision = judged.position / judged.rank
    if cutoff is not None:
        precision = np.where(judged.rank <= cutoff, precision, 0.0)
    return judged.sums(precision) / judged.relevant


MEASURE = Measure(average_precision, cutoff="optional")
