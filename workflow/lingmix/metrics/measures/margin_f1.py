"""F1 of mined translations with the margin score, its threshold tuned on the development sentences (BUCC).

Artetxe and Schwenk 2019 (1811.01136), ratio margin with 4 neighbours, mined in both directions; see
:mod:`lingmix.metrics.margin`. Missing where a benchmark has no development sentences.
"""

from __future__ import annotations

from lingmix.metrics.margin import best_threshold, f1_at, mine
from lingmix.metrics.measure import Bitext, BitextMeasure


def margin_f1(bitext: Bitext) -> float:
    """F1 on the test sentences at the threshold that is best on the development sentences."""
    if bitext.dev is None:
        return float("nan")
    threshold, _ = best_threshold(mine(bitext.dev), len(bitext.dev.gold))
    return f1_at(mine(bitext.test), len(bitext.test.gold), threshold)


MEASURE = BitextMeasure(margin_f1)
