"""The best candidates of every query, with their scores, in the order in which lingmix ranks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from lingmix.copies import Rows
from lingmix.export.pools import Pool
from lingmix.nearest import BLOCK, Side, nearest

KEPT = 1 << 24
"""Candidates of queries in memory at once, however deep a run is."""


@dataclass(frozen=True)
class Found:
    """The candidates of one query, best first.

    Attributes:
        query: row of the queries.
        rows: int64 (n,), rows of the passages.
        scores: float32 (n,), inner products, descending.
    """

    query: int
    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


def retrieve(
    pools: Sequence[Pool], queries: NDArray[np.float32], passages: Rows, depth: int, *, block: int = BLOCK
) -> Iterator[tuple[Pool, Iterator[Found]]]:
    """The ``depth`` best candidates of each pool's queries, or all where there are fewer.

    Equal scores go by row, as in :mod:`lingmix.ranking`: by language, then by the passage's place in its table.

    Args:
        pools: as :func:`lingmix.export.pools.pools` returns them; those of one slice of passages follow each other, so
            that its equal vectors are looked for once.
        queries: float32 (Q, d), rows as in the benchmark's queries; may be memory-mapped.
        passages: gives a range of rows of float32 (P, d).
        depth: at least 1.
        block: vectors of either side that are in memory at a time.
    """
    for (begin, end), together in groupby(pools, key=lambda pool: (pool.begin, pool.end)):
        other = Side.over(end - begin, _shifted(passages, begin), block)
        for pool in together:
            yield pool, _search(pool, queries, other, depth, block)


def _search(pool: Pool, queries: NDArray[np.float32], other: Side, depth: int, block: int) -> Iterator[Found]:
    # rows by distinct vector
    order = np.argsort(other.of, kind="stable")
    first = np.concatenate([[0], np.cumsum(other.copies)])
    size = max(1, min(block, KEPT // min(depth, len(other.copies))))
    for start in range(0, len(pool.queries), size):
        asking = pool.queries[start : start + size]
        side = Side.over(len(asking), _chosen(queries, asking), block)
        scores, numbers = nearest(side, other, depth, block=block)
        for query, at in zip(asking.tolist(), side.of, strict=True):
            yield _found(query, scores[at], numbers[at], order, first, pool.begin, depth)


def _found(
    query: int,
    scores: NDArray[np.float32],
    numbers: NDArray[np.int64],
    order: NDArray[np.int64],
    first: NDArray[np.int64],
    begin: int,
    depth: int,
) -> Found:
    """Each distinct vector's passages in its place."""
    counts = first[numbers + 1] - first[numbers]
    rows = np.concatenate([order[first[number] : first[number + 1]] for number in numbers])
    each = np.repeat(scores, counts)
    best = np.lexsort((rows, -each))[:depth]
    return Found(query, rows[best] + begin, each[best])


def _chosen(vectors: NDArray[np.float32], rows: NDArray[np.int64]) -> Rows:
    return lambda start, stop: np.asarray(vectors[rows[start:stop]])


def _shifted(vectors: Rows, begin: int) -> Rows:
    return lambda start, stop: vectors(begin + start, begin + stop)
