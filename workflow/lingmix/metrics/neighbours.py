"""The nearest sentences across two sets of embeddings, in both directions and in bounded memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray

from lingmix.metrics.measure import Neighbours

Vectors = NDArray[np.float32]
K = 4
"""Neighbours of a sentence, as in the BUCC results of Artetxe and Schwenk 2019, of LASER and of XTREME."""
BLOCK = 1 << 15
"""Vectors of either side in memory at once."""


@dataclass(frozen=True)
class Side:
    """One side's sentences.

    Attributes:
        size: how many there are.
        vectors: gives a range of rows of their L2-normalised vectors, float32 (stop − start, d).
    """

    size: int
    vectors: Callable[[int, int], Vectors]


def neighbours(queries: Side, passages: Side, gold: NDArray[np.int64], *, k: int = K, block: int = BLOCK) -> Neighbours:
    """The k nearest passages of every query and the k nearest queries of every passage.

    Args:
        queries, passages: the two sides, at least one sentence each.
        gold: int64 (G, 2), rows of queries and of passages that are translations.
        k: how many neighbours, or as many as there are.
        block: rows of either side that are in memory at a time.
    """
    query_of, query_copies = _distinct(queries, block)
    passage_of, passage_copies = _distinct(passages, block)
    forward_score, forward = _nearest((queries, query_of), (passages, passage_of), k, block)
    backward_score, backward = _nearest((passages, passage_of), (queries, query_of), k, block)
    return Neighbours(
        forward_score,
        forward,
        backward_score,
        backward,
        query_copies,
        passage_copies,
        np.stack([query_of[gold[:, 0]], passage_of[gold[:, 1]]], axis=1),
    )


def _distinct(side: Side, block: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The number of the distinct vector of each row, by first appearance, and how many rows each has."""
    numbers: dict[bytes, int] = {}
    of = np.empty(side.size, dtype=np.int64)
    for start in range(0, side.size, block):
        rows = np.ascontiguousarray(side.vectors(start, min(start + block, side.size)))
        for place, row in enumerate(rows, start):
            of[place] = numbers.setdefault(hashlib.blake2b(row.data, digest_size=16).digest(), len(numbers))
    return of, np.bincount(of)


def _blocks(side: Side, of: NDArray[np.int64], block: int) -> Iterator[tuple[int, Vectors]]:
    """The distinct vectors in their order, in blocks, each with the number of its first."""
    seen = 0
    for start in range(0, side.size, block):
        here = of[start : start + block]
        new, first = np.unique(here, return_index=True)
        first = first[new >= seen]
        if len(first):
            yield seen, side.vectors(start, min(start + block, side.size))[first]
            seen += len(first)


def _nearest(
    side: tuple[Side, NDArray[np.int64]], other: tuple[Side, NDArray[np.int64]], k: int, block: int
) -> tuple[Vectors, NDArray[np.int64]]:
    """Scores and numbers of the nearest on the other side; of equal scores, the lower number comes first."""
    scores, numbers = [], []
    for _, mine in _blocks(*side, block):
        score = np.empty((len(mine), 0), dtype=np.float32)
        number = np.empty((len(mine), 0), dtype=np.int64)
        for offset, theirs in _blocks(*other, block):
            found, to = faiss.knn(mine, theirs, min(k, len(theirs)), metric=faiss.METRIC_INNER_PRODUCT)
            score, number = np.concatenate([score, found], axis=1), np.concatenate([number, to + offset], axis=1)
            order = np.lexsort((number, -score), axis=1)[:, :k]
            score, number = np.take_along_axis(score, order, axis=1), np.take_along_axis(number, order, axis=1)
        scores.append(score)
        numbers.append(number)
    return np.concatenate(scores), np.concatenate(numbers)
