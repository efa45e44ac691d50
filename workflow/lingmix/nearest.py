"""The nearest of many vectors, in blocks, with equal vectors taken as one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray

from lingmix.copies import Rows, distinct

Vectors = NDArray[np.float32]
BLOCK = 1 << 15
"""Vectors of either side in memory at once."""
TIED = 1 << 8
"""Vectors searched at once where many others may be equally near."""


@dataclass(frozen=True)
class Side:
    """Vectors that are compared with others.

    Attributes:
        size: how many there are.
        vectors: gives a range of rows of them, L2-normalised, float32 (stop − start, d).
        of: int64 (size,), the number of each row's distinct vector, by first appearance.
        copies: int64 (U,), how many rows have each distinct vector.
    """

    size: int
    vectors: Rows
    of: NDArray[np.int64]
    copies: NDArray[np.int64]

    @classmethod
    def over(cls, size: int, vectors: Rows, block: int = BLOCK) -> Side:
        """So many vectors, read once to find those that are equal."""
        return cls(size, vectors, *distinct(vectors, size, block))

    def blocks(self, block: int) -> Iterator[tuple[int, Vectors]]:
        """The distinct vectors in their order, in blocks, each with the number of its first."""
        seen = 0
        for start in range(0, self.size, block):
            new, first = np.unique(self.of[start : start + block], return_index=True)
            first = first[new >= seen]
            if len(first):
                yield seen, self.vectors(start, min(start + block, self.size))[first]
                seen += len(first)


def nearest(side: Side, other: Side, k: int, *, block: int = BLOCK) -> tuple[Vectors, NDArray[np.int64]]:
    """The k nearest distinct vectors of ``other`` to every distinct vector of ``side``.

    Returns:
        Inner products, float32 (U, min(k, V)), descending, and the numbers of the vectors, int64; of equal scores, the
        lower number comes first.
    """
    scores, numbers = [], []
    for _, mine in side.blocks(block):
        score = np.empty((len(mine), 0), dtype=np.float32)
        number = np.empty((len(mine), 0), dtype=np.int64)
        for offset, theirs in other.blocks(block):
            found, to = _nearest(mine, theirs, k)
            score, number = np.concatenate([score, found], axis=1), np.concatenate([number, to + offset], axis=1)
            order = np.lexsort((number, -score), axis=1)[:, :k]
            score, number = np.take_along_axis(score, order, axis=1), np.take_along_axis(number, order, axis=1)
        scores.append(score)
        numbers.append(number)
    return np.concatenate(scores), np.concatenate(numbers)


def _nearest(mine: Vectors, theirs: Vectors, k: int) -> tuple[Vectors, NDArray[np.int64]]:
    """As :func:`nearest`, in one block and each row in any order.

    Where several score like the k-th, FAISS keeps any of them; such rows are searched until all of these are there.
    """
    wide = min(k + 1, len(theirs))
    score, number = faiss.knn(mine, theirs, wide, metric=faiss.METRIC_INNER_PRODUCT)
    tied = np.flatnonzero(score[:, k - 1] == score[:, -1]) if wide > k else np.empty(0, dtype=np.int64)
    for rows in (tied[start : start + TIED] for start in range(0, len(tied), TIED)):
        found, to, more = score[rows], number[rows], wide
        while more < len(theirs) and (found[:, k - 1] == found[:, -1]).any():
            more = min(2 * more, len(theirs))
            found, to = faiss.knn(mine[rows], theirs, more, metric=faiss.METRIC_INNER_PRODUCT)
        order = np.lexsort((to, -found), axis=1)[:, :wide]
        score[rows], number[rows] = np.take_along_axis(found, order, axis=1), np.take_along_axis(to, order, axis=1)
    return score[:, :k], number[:, :k]
