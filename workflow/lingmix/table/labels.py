"""Metrics as people write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lingmix.metrics.measure import parse

Shown = Sequence[str] | Mapping[str, Sequence[str]]
"""The metrics that are shown: the same of all benchmarks, or of each its own."""

RANKS = ("rank_distance",)
"""Metrics in ranks; all others are shares of 1."""
MEASURES = {
    "map": "mAP",
    "mrr": "MRR",
    "ndcg": "nDCG",
    "recall": "R",
    "f1": "F1",
    "margin_f1": "margin F1",
    "margin_f1_oracle": "margin F1 (oracle)",
}
"""Measures with a customary short name; others keep theirs, with spaces."""


def shown_of(metrics: Shown, benchmark: str) -> Sequence[str]:
    """The metrics that are shown of one benchmark."""
    return metrics[benchmark] if isinstance(metrics, Mapping) else metrics


def label(metric: str) -> str:
    """For example ``mAP``, ``R@10`` or ``rank distance``."""
    measure, at, cutoff = metric.partition("@")
    return MEASURES.get(measure, measure.replace("_", " ")) + at + cutoff


def heading(metric: str) -> str:
    """The label, with an arrow where lower is better."""
    return label(metric) + ("" if parse(metric)[0].higher_is_better else " ↓")


def decimals(metric: str) -> int:
    """How many to print: shares of 1 need three; mean ranks, which run into hundreds, one."""
    return 1 if metric in RANKS else 3
