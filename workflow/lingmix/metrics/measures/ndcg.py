"""Normalised discounted cumulative gain with binary gains.

DCG@k = Σ 1 / log2(1 + rank) over relevant passages with rank ≤ k, divided by the same for the ideal ranking (Järvelin
and Kekäläinen 2002, as in trec_eval's ``ndcg_cut``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lingmix.metrics.measure import Judged, Measure


def ndcg(judged: Judged, cutoff: int | None) -> NDArray[np.float64]:
    """nDCG of each query."""
    limit = np.inf if cutoff is None else cutoff
    gain = np.where(judged.rank <= limit, 1.0 / np.log2(1.0 + judged.rank), 0.0)
    ideal = np.where(judged.position <= limit, 1.0 / np.log2(1.0 + judged.position), 0.0)
    return judged.sums(gain) / judged.sums(ideal)


MEASURE = Measure(ndcg, cutoff="optional")
