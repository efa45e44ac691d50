"""F1 of mined translations with the margin score, at the threshold that is best on the test sentences themselves.

An upper bound of ``margin_f1``, which LASER's table for BUCC shows too; not a result that could be had unseen.
"""

from __future__ import annotations

from lingmix.metrics.margin import best_threshold, mine
from lingmix.metrics.measure import Bitext, BitextMeasure


def margin_f1_oracle(bitext: Bitext) -> float:
    """The highest F1 that any threshold gives."""
    return best_threshold(mine(bitext.test), len(bitext.test.gold))[1]


MEASURE = BitextMeasure(margin_f1_oracle)
