"""Measures once more, from their definitions, one query at a time; nothing here is shared with ``lingmix.metrics``."""

from __future__ import annotations

import math
from collections.abc import Sequence


def value(metric: str, ranks: Sequence[int]) -> float | None:
    """The value of a query; None where it has none, or the measure is not known here.

    Args:
        metric: a name such as ``map`` or ``ndcg@10``.
        ranks: of all its relevant passages, from 1, in any order.

    >>> value("map", [1, 4]), value("mrr@3", [4, 9]), value("recall@5", [5, 6]), value("rank_distance", [3, 10])
    (0.75, 0.0, 0.5, 7.0)
    """
    name, _, cutoff = metric.partition("@")
    at = int(cutoff) if cutoff else math.inf
    found = sorted(ranks)
    if name == "map":
        return sum(place / rank for place, rank in enumerate(found, start=1) if rank <= at) / len(found)
    if name == "mrr":
        return 1 / found[0] if found[0] <= at else 0.0
    if name == "ndcg":
        ideal = sum(1 / math.log2(1 + place) for place in range(1, len(found) + 1) if place <= at)
        return sum(1 / math.log2(1 + rank) for rank in found if rank <= at) / ideal
    if name == "recall":
        return sum(rank <= at for rank in found) / len(found)
    if name == "accuracy":
        return float(found[0] == 1)
    if name == "rank_distance":
        return float(found[-1] - found[0]) if len(found) > 1 else None
    return None


def is_known(metric: str) -> bool:
    """Whether :func:`value` knows a metric."""
    return value(metric, [1, 2]) is not None
