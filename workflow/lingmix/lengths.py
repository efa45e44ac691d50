"""Cut texts that are sorted by length into parts that pad little."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

PART = 48
"""What a part costs beside its tokens, as a number of tokens: starting each operation of the model once more."""


def cuts(lengths: NDArray[np.int64], tokens: int) -> list[int]:
    """Where parts end so that the cost of all is least: Σ longest × texts, padding included, and :data:`PART` for each.

    Dynamic programming over the end of the last part; a longer text never comes after a shorter one, so a part's
    longest is its first.

    Args:
        lengths: int64 (n,), tokens of each text, descending.
        tokens: at most so many tokens a part, padding included, but at least one text.

    Returns:
        The parts' ends, ascending, the last n; part p is ``lengths[ends[p - 1] : ends[p]]``.
    """
    count = len(lengths)
    longest = np.maximum(lengths, 1)
    least = np.zeros(count + 1, dtype=np.int64)
    start = np.zeros(count + 1, dtype=np.int64)
    first = 0
    for end in range(1, count + 1):
        # of the parts that end here, those that begin before `first` are too large, and so they stay for later ends
        while end - first > 1 and longest[first] * (end - first) > tokens:
            first += 1
        costs = least[first:end] + longest[first:end] * np.arange(end - first, 0, -1)
        best = int(np.argmin(costs))
        start[end] = first + best
        least[end] = costs[best] + PART
    ends = []
    end = count
    while end:
        ends.append(end)
        end = int(start[end])
    return ends[::-1]
