"""Loops over scores that would pass over the same numbers many times in NumPy, compiled by Numba.

The machine code is kept beside this file, or in the user's cache where that cannot be written, so that a job compiles
nothing but once after an installation.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


F = TypeVar("F", bound=Callable[..., Any])


def _compiled(function: F, **options: Any) -> F:
    try:
        machine = njit(nogil=True, cache=True, **options)(function)
    except RuntimeError:  # there is no folder to keep machine code in
        machine = njit(nogil=True, **options)(function)
    return cast("F", machine)


def better(scores: Vectors, row: NDArray[np.int64], threshold: Vectors, place: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many candidates come before each of N passages, by score, then by place, int64 (N,).

    Args:
        scores: float32 (Q, C), of queries and candidates.
        row: int64 (N,), the passage's query, a row of ``scores``.
        threshold: float32 (N,), the passage's score. It never comes before itself, whatever ``scores`` has for it.
        place: int64 (N,), the passage's column; below 0 where it comes before all candidates, C or more where it comes
            after all.
    """
    count = np.empty(len(row), dtype=np.int64)
    _better(_read_only(scores), row, threshold, place, count)
    return count


def products(queries: Vectors, query: NDArray[np.int64], passages: Vectors, passage: NDArray[np.int64]) -> Vectors:
    """Inner products of N pairs of rows, float32 (N,), added up in float64.

    Args:
        queries: float32 (Q, d).
        query: int64 (N,), rows of ``queries``.
        passages: float32 (P, d).
        passage: int64 (N,), rows of ``passages``.
    """
    found = np.empty(len(query), dtype=np.float32)
    _products(_read_only(queries), query, _read_only(passages), passage, found)
    return found


def _read_only(array: Vectors) -> Vectors:
    """A view as of an array that cannot be written, so that memory and mapped files are compiled for once."""
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view


# counts are kept in 32 bits, or the loops are not vectorised at the width of the scores
@_compiled
def _above(line: Vectors, threshold: np.float32) -> np.int32:
    count = np.int32(0)
    for column in range(len(line)):
        count = np.int32(count + np.int32(line[column] > threshold))
    return count


@_compiled
def _not_below(line: Vectors, threshold: np.float32) -> np.int32:
    count = np.int32(0)
    for column in range(len(line)):
        count = np.int32(count + np.int32(line[column] >= threshold))
    return count


@_compiled
def _better(
    scores: Vectors,
    row: NDArray[np.int64],
    threshold: Vectors,
    place: NDArray[np.int64],
    count: NDArray[np.int64],
) -> None:
    for number in range(len(row)):
        line, own = scores[row[number]], place[number]
        before, after = line[: max(own, 0)], line[max(own + 1, 0) :]
        count[number] = _not_below(before, threshold[number]) + _above(after, threshold[number])


# the sum of float64 in any order, which float32 does not see
@partial(_compiled, fastmath={"reassoc", "contract"})
def _products(
    queries: Vectors, query: NDArray[np.int64], passages: Vectors, passage: NDArray[np.int64], found: Vectors
) -> None:
    for number in range(len(query)):
        asked, given = queries[query[number]], passages[passage[number]]
        total = 0.0
        for column in range(len(asked)):
            total += np.float64(asked[column]) * np.float64(given[column])
        found[number] = total
