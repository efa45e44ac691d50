"""Which vectors are equal, found in bounded memory.

Equal vectors have equal scores for every query, but a matrix product may round them apart; who ranks has to know them.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

Rows = Callable[[int, int], NDArray[np.float32]]
"""Gives the vectors from a row to another, float32 (stop − start, d)."""


def copies(vectors: Rows, size: int, block: int) -> dict[int, NDArray[np.int64]]:
    """For every row whose vector another row has too: all rows that have it, int64, ascending."""
    key = _keys(vectors, size, block)
    order = np.argsort(key, kind="stable")
    edges = np.flatnonzero(np.diff(key[order], prepend=~key[order[:1]], append=~key[order[-1:]]))
    runs = [order[start:stop] for start, stop in pairwise(edges) if stop - start > 1]
    return {int(row): run for run in runs for row in run}


def equal_to(vectors: Rows, size: int, others: NDArray[np.float32], block: int) -> dict[int, NDArray[np.int64]]:
    """For every row of ``others``, (M, d), that rows of ``vectors`` are equal to: these rows, int64, ascending."""
    key = _keys(vectors, size, block)
    order = np.argsort(key, kind="stable")
    wanted = _keys(lambda start, stop: others[start:stop], len(others), block)
    low, high = (np.searchsorted(key, wanted, side, sorter=order) for side in ("left", "right"))
    return {row: order[low[row] : high[row]] for row in np.flatnonzero(low < high).tolist()}


def distinct(vectors: Rows, size: int, block: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The number of each row's vector, int64 (size,), by first appearance, and how many rows have it, int64 (U,)."""
    _, first, same = np.unique(_keys(vectors, size, block), return_index=True, return_inverse=True)
    number = np.empty(len(first), dtype=np.int64)
    number[np.argsort(first)] = np.arange(len(first))
    of = number[same]
    return of, np.bincount(of)


def _keys(vectors: Rows, size: int, block: int) -> NDArray[np.uint64]:
    """64 bits for each vector, which different vectors share by a chance of one in 10¹⁹ a pair."""
    key = np.empty(size, dtype=np.uint64)
    for start in range(0, size, block):
        # adding 0 makes −0 and 0 the same bits
        rows = np.ascontiguousarray(vectors(start, min(start + block, size)) + np.float32(0))
        key[start : start + block] = np.fromiter(map(xxh3_64_intdigest, rows), dtype=np.uint64, count=len(rows))
    return key
