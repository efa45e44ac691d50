"""F1 of bitext retrieval as mteb computes it: the passages are classes, a query is assigned to its nearest passage.

Per class l, F1 = 2 · right / (assigned to l + belonging to l); these are averaged with the number of queries that
belong to l as weights (scikit-learn's ``f1_score(average="weighted", zero_division=0)``). Unlike ``accuracy`` it also
falls with the queries that a passage attracts wrongly. Only queries with a translation are assigned.
"""

from __future__ import annotations

import numpy as np

from lingmix.metrics.measure import Bitext, BitextMeasure


def f1(bitext: Bitext) -> float:
    """Weighted F1 of the nearest passages."""
    found = bitext.test
    query, true = found.gold.T
    assigned = found.forward[query, 0]
    size = len(found.passage_copies)
    right = np.bincount(true[assigned == true], minlength=size)
    belonging = np.bincount(true, minlength=size)
    both = np.bincount(assigned, minlength=size) + belonging
    per_class = 2.0 * right / np.maximum(both, 1)
    return float(per_class @ belonging / len(true))


MEASURE = BitextMeasure(f1)
