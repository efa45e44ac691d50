"""Exact ranks of relevant passages, by counting the candidates that beat them.

No pool is sorted and no score matrix is kept: passages are taken block by block, and for every relevant passage the
candidates with a higher score are counted. One pass serves all language pairs and the multilingual pool, since a
language is a slice of the passages and the multilingual count is the sum over languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lingmix.compiled import better, products
from lingmix.copies import Rows, copies

Vectors = NDArray[np.float32]
QUERY_BLOCK = 1024
PASSAGE_BLOCK = 4096


@dataclass(frozen=True)
class Ranks:
    """Ranks of N relevant passages, 1 is best.

    Attributes:
        own: int64 (N,), among the passages in the relevant passage's own language.
        all: int64 (N,), among all passages.
    """

    own: NDArray[np.int64]
    all: NDArray[np.int64]


@dataclass(frozen=True)
class Sought:
    """N relevant passages, each of a query, that candidates are compared with; they need not be among these.

    Attributes:
        query: int64 (N,), rows of the queries.
        score: float32 (N,), inner products of query and passage.
        place: int64 (N,), rows of the candidates; below 0 of a passage that comes before all of them in its language,
            and their number or more of one that comes after.
        language: int64 (N,), numbers of the passages' languages, in the order in which these come.
        passage: int64 (N,), any numbers that tell passages apart.
        copies: by such a number the candidates with the same vector, int64, ascending; a passage that has none but
            itself may be left out.
    """

    query: NDArray[np.int64]
    score: Vectors
    place: NDArray[np.int64]
    language: NDArray[np.int64]
    passage: NDArray[np.int64]
    copies: Mapping[int, NDArray[np.int64]]


def rank_relevant(
    queries: Vectors,
    passages: Rows,
    language: NDArray[np.int64],
    query: NDArray[np.int64],
    relevant: NDArray[np.int64],
    *,
    everywhere: bool = True,
    query_block: int = QUERY_BLOCK,
    passage_block: int = PASSAGE_BLOCK,
) -> Ranks:
    """Rank every relevant passage against its language's pool and against the pool of all languages.

    The rank is 1 + the number of candidates with a higher inner product; of equal ones, the earlier passage wins.
    Passages with equal vectors have equal scores for every query, whatever rounding a matrix product does. Scores of
    different vectors that agree to float32 rounding (about 1e-7 for unit vectors) are told apart by that rounding.

    Args:
        queries: float32 (Q, d).
        passages: gives the vectors from row ``start`` to row ``stop``, float32 (stop − start, d).
        language: int64 (P,), the language of each passage as a number from 0, ascending: languages are slices.
        query, relevant: int64 (N,), the relevance judgements as rows of queries and of passages.
        everywhere: whether ranks among all passages are wanted; else they are those in the own language.
        query_block, passage_block: rows taken at a time; they bound memory at 4 bytes × their product, and some.

    Returns:
        The ranks, in the order of the judgements.
    """
    score = _scores(queries, passages, len(language), query, relevant, passage_block)
    equal = copies(passages, len(language), passage_block)
    sought = Sought(query, score, relevant, language[relevant], relevant, equal)
    own, every = count_better(
        queries,
        passages,
        language,
        sought,
        everywhere=everywhere,
        query_block=query_block,
        passage_block=passage_block,
    )
    return Ranks(own=own + 1, all=every + 1)


def count_better(
    queries: Vectors,
    passages: Rows,
    language: NDArray[np.int64],
    sought: Sought,
    *,
    everywhere: bool = True,
    query_block: int = QUERY_BLOCK,
    passage_block: int = PASSAGE_BLOCK,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many of some candidates come before each relevant passage, in its own language and in all: int64 (N,) each.

    Of several sets of candidates the counts add up, so that a rank is 1 + their sum. Arguments are those of
    :func:`rank_relevant`; without ``everywhere`` the second is the first.
    """
    query, equal = sought.query, sought.copies
    # first and last copy of each relevant passage, so that blocks without one are passed over
    known, of = np.unique(sought.passage, return_inverse=True)
    lowest, highest = (
        np.array([equal[number][end] if number in equal else -1 for number in known.tolist()], dtype=np.int64)[of]
        for end in (0, -1)
    )
    own = np.zeros(len(query), dtype=np.int64)
    every = np.zeros(len(query), dtype=np.int64)
    by_query = np.argsort(query, kind="stable")
    kept = np.empty(query_block * passage_block, dtype=np.float32)
    for start, stop in _blocks(language, passage_block):
        wanted = by_query if everywhere else by_query[sought.language[by_query] == language[start]]
        if not len(wanted):
            continue
        block = np.ascontiguousarray(passages(start, stop).T)
        for first in range(0, len(queries), query_block):
            low, high = np.searchsorted(query[wanted], [first, first + query_block])
            judged = wanted[low:high]
            if not len(judged):
                continue
            asking = queries[first : first + query_block]
            # one buffer for all blocks: fresh memory costs as much as a fifth of the product
            scores = kept[: len(asking) * (stop - start)].reshape(len(asking), stop - start)
            np.matmul(asking, block, out=scores)
            row, score = query[judged] - first, sought.score[judged]
            home, place = sought.language[judged], sought.place[judged]
            # all of an earlier language comes before all of a later one, whichever set of candidates it is in
            place = np.where(home == language[start], place, np.where(home < language[start], -1, len(language)))
            count = better(scores, row, score, place - start)
            near = (lowest[judged] < stop) & (highest[judged] >= start)
            count[near] += _correct_copies(
                scores, row[near], score[near], place[near], sought.passage[judged[near]], equal, start
            )
            every[judged] += count
            own[judged] += np.where(home == language[start], count, 0)
    return own, every if everywhere else own


def _blocks(language: NDArray[np.int64], size: int) -> list[tuple[int, int]]:
    """Row ranges of at most ``size`` passages, none across two languages."""
    edges = [0, *(np.flatnonzero(np.diff(language)) + 1), len(language)]
    return [(start, min(start + size, stop)) for first, stop in pairwise(edges) for start in range(first, stop, size)]


def _scores(
    queries: Vectors,
    passages: Rows,
    size: int,
    query: NDArray[np.int64],
    relevant: NDArray[np.int64],
    block: int,
) -> Vectors:
    """Inner products of the judged pairs, float32 (N,)."""
    scores = np.empty(len(query), dtype=np.float32)
    order = np.argsort(relevant, kind="stable")
    for start in range(0, size, block):
        low, high = np.searchsorted(relevant[order], [start, start + block])
        if low < high:
            vectors = passages(start, min(start + block, size))
            chosen = order[low:high]
            scores[chosen] = products(queries, query[chosen], vectors, relevant[chosen] - start)
    return scores


def _correct_copies(
    scores: Vectors,
    row: NDArray[np.int64],
    threshold: Vectors,
    place: NDArray[np.int64],
    passage: NDArray[np.int64],
    equal: Mapping[int, NDArray[np.int64]],
    start: int,
) -> NDArray[np.int64]:
    """What to add to the counts so that copies of a judged passage count by place and not by rounding."""
    change = np.zeros(len(row), dtype=np.int64)
    for number, (own, which) in enumerate(zip(place.tolist(), passage.tolist(), strict=True)):
        others = equal[which]
        low, high = np.searchsorted(others, [start, start + scores.shape[1]])
        others = others[low:high]
        others = others[others != own]
        value = scores[row[number], others - start]
        before = others < own
        counted = (value > threshold[number]) | ((value == threshold[number]) & before)
        change[number] = int(before.sum()) - int(counted.sum())
    return change
