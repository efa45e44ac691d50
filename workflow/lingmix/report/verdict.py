"""What the effect table says of a difference, in a word, and the mark that stands for it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from lingmix.metrics.measure import parse
from lingmix.stats.comparisons import name as variant_id
from lingmix.stats.comparisons import parts
from lingmix.stats.effects import LEVEL

BETTER, WORSE, SAME, OPEN = "better", "worse", "equivalent", "no difference shown"
MARKS = {BETTER: "▲", WORSE: "▼", SAME: "≈"}
"""None stands for a difference that the study does not show."""
OPPOSITE = {BETTER: WORSE, WORSE: BETTER}
MEANINGS = {
    BETTER: "better than the baseline (corrected p < 0.05)",
    WORSE: "worse than the baseline (corrected p < 0.05)",
    SAME: "equivalent to it: the difference is within the margin",
}


def verdict(metric: str, difference: float, p: float, equivalent: object) -> str:
    """Whether a variant is better than its reference, or worse, or as good; "" where nothing could be tested.

    >>> verdict("rank_distance", -12.0, 0.001, False)
    'better'
    """
    if math.isnan(difference) or math.isnan(p):
        return ""
    if p < LEVEL:
        return BETTER if (difference > 0) == parse(metric)[0].higher_is_better else WORSE
    return SAME if not pd.isna(equivalent) and bool(equivalent) else OPEN  # type: ignore[call-overload]


def verdicts(effects: pd.DataFrame) -> list[str]:
    """Of each row of an effect table."""
    columns = effects[["metric", "difference", "p_holm", "equivalent"]]
    return [verdict(str(m), float(d), float(p), e) for m, d, p, e in columns.itertuples(index=False)]


def against_baseline(effects: pd.DataFrame, baseline: Sequence[str] | None) -> dict[tuple[str, str, str, str], str]:
    """Verdicts on variants compared with their encoder's baseline, by variant, benchmark, setting and metric.

    Without a baseline it is the untrained encoder, as in the effect table.
    """
    found = {}
    keys = effects[["variant", "reference", "benchmark", "setting", "metric"]]
    for (variant, reference, *cell), said in zip(keys.itertuples(index=False), verdicts(effects), strict=True):
        benchmark, setting, metric = cell
        if reference == _baseline(reference, baseline):
            found[variant, benchmark, setting, metric] = said
        elif variant == _baseline(variant, baseline):
            found[reference, benchmark, setting, metric] = OPPOSITE.get(said, said)
    return found


def _baseline(variant: str, baseline: Sequence[str] | None) -> str:
    """The variant that others with this one's encoder are compared with."""
    encoder = parts(variant)[0]
    return variant_id((encoder, *(baseline or ("untrained",) * 3)))
