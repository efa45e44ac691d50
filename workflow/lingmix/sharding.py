"""Which tables of passages are embedded, indexed and searched by one job, where a benchmark is too large for one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from lingmix.copies import Rows

Table = TypeVar("Table")
Pool = tuple[str, str, int]
"""A part, a language, and how many passages there are in both."""


def shards_of(tables: Iterable[tuple[Table, float]], limit: int) -> list[list[Table]]:
    """Put tables together, in their order, so that none has more than about ``limit`` passages, but for single ones.

    Args:
        tables: any values, and how many passages each has, which may be estimated.
        limit: passages.

    >>> shards_of([("a", 10), ("b", 10), ("c", 15), ("d", 99)], 20)
    [['a', 'b'], ['c'], ['d']]
    """
    shards: list[list[Table]] = []
    size = 0.0
    for table, passages in tables:
        if not shards or size + passages > limit:
            shards.append([])
            size = 0.0
        shards[-1].append(table)
        size += passages
    return shards


def pools_of(part: Iterable[str], lang: Iterable[str]) -> list[Pool]:
    """The pools of passages that are sorted by part and language, in their order."""
    return [(*pool, sum(1 for _ in rows)) for pool, rows in groupby(zip(part, lang, strict=True))]


def joined(shards: Sequence[tuple[Sequence[Pool], Rows]]) -> Rows:
    """The vectors of all shards, in the order in which one index of all tables would have them: by part and language,
    within these by shard.

    Args:
        shards: of each its pools, as :func:`pools_of` gives them, and its vectors.
    """
    slices: list[tuple[tuple[str, str], int, int, int, Rows]] = []
    for number, (pools, rows) in enumerate(shards):
        start = 0
        for part, lang, size in pools:
            slices.append(((part, lang), number, start, size, rows))
            start += size
    slices.sort(key=lambda found: found[:2])
    ends = np.cumsum([size for _, _, _, size, _ in slices])

    def rows_of(start: int, stop: int) -> NDArray[np.float32]:
        first, last = np.searchsorted(ends, [start, stop - 1], side="right")
        found = []
        for (_, _, begin, size, rows), end in zip(
            slices[first : last + 1], ends[first : last + 1].tolist(), strict=True
        ):
            low, high = max(start - (end - size), 0), min(stop - (end - size), size)
            found.append(rows(begin + low, begin + high))
        return found[0] if len(found) == 1 else np.concatenate(found)

    return rows_of
