"""The nearest sentences across two sets of embeddings, in both directions and in bounded memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lingmix.metrics.measure import Neighbours
from lingmix.nearest import BLOCK, Side, nearest

K = 4
"""Neighbours of a sentence, as in the BUCC results of Artetxe and Schwenk 2019, of LASER and of XTREME."""


def neighbours(queries: Side, passages: Side, gold: NDArray[np.int64], *, k: int = K, block: int = BLOCK) -> Neighbours:
    """The k nearest passages of every query and the k nearest queries of every passage.

    Args:
        queries, passages: the two sides, at least one sentence each.
        gold: int64 (G, 2), rows of queries and of passages that are translations.
        k: how many neighbours, or as many as there are.
        block: rows of either side that are in memory at a time.
    """
    return Neighbours(
        *nearest(queries, passages, k, block=block),
        *nearest(passages, queries, k, block=block),
        queries.copies,
        passages.copies,
        np.stack([queries.of[gold[:, 0]], passages.of[gold[:, 1]]], axis=1),
    )
