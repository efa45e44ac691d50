"""Mining translations by the margin of their similarity (Artetxe and Schwenk 2019, 1811.01136).

margin(x, y) = cos(x, y) / ½(mean cos(x, NN_k(x)) + mean cos(y, NN_k(y))), the ratio margin, where NN_k are the k
nearest sentences on the other side. As in the BUCC scripts of LASER and XTREME (``retrieval max``), the best of the
neighbours of every sentence on either side is a candidate, and pairs are taken from the highest margin downwards while
both of their sentences are free. A sentence that occurs several times takes part, but a pair with it is never
counted, since it is not known which occurrence was meant.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingmix.metrics.measure import Neighbours


@dataclass(frozen=True)
class Mined:
    """N pairs of sentences, each sentence in one pair at most, by descending score.

    Attributes:
        score: float64 (N,), margins above 0.
        right: bool (N,), whether the two are translations.
    """

    score: NDArray[np.float64]
    right: NDArray[np.bool_]


def mine(found: Neighbours) -> Mined:
    """The pairs that two sides give, whatever the threshold."""
    forward_mean = found.forward_score.mean(axis=1, dtype=np.float64)
    backward_mean = found.backward_score.mean(axis=1, dtype=np.float64)
    best_passage, forward = _best(found.forward_score, found.forward, forward_mean, backward_mean)
    best_query, backward = _best(found.backward_score, found.backward, backward_mean, forward_mean)
    query = np.concatenate([np.arange(len(best_passage)), best_query])
    passage = np.concatenate([best_passage, np.arange(len(best_query))])
    score = np.concatenate([forward, backward])
    order = np.argsort(-score, kind="stable")
    order = order[score[order] > 0]
    taken = _free(query[order], passage[order], len(best_passage), len(best_query))
    order = order[taken]
    order = order[(found.query_copies[query[order]] == 1) & (found.passage_copies[passage[order]] == 1)]
    width = len(best_query)
    right = np.isin(query[order] * width + passage[order], found.gold[:, 0] * width + found.gold[:, 1])
    return Mined(score[order], right)


def best_threshold(mined: Mined, gold: int) -> tuple[float, float]:
    """The threshold with the highest F1, and that F1.

    Pairs at or above a threshold count as found. Of equally good thresholds the highest is taken; it lies half-way to
    the next lower score, and at the lowest score where there is none. Where nothing is right it is 0.

    Args:
        mined: pairs with their scores.
        gold: how many pairs there are to be found, at least 1.
    """
    right = np.cumsum(mined.right)
    # a threshold cannot part equal scores
    last = np.flatnonzero(np.diff(mined.score, append=-np.inf) < 0)
    f1 = 2.0 * right[last] / (last + 1 + gold)
    if not len(last) or f1.max() == 0:
        return 0.0, 0.0
    best = int(last[np.argmax(f1)])
    below = min(best + 1, len(mined.score) - 1)
    return float((mined.score[best] + mined.score[below]) / 2), float(f1.max())


def f1_at(mined: Mined, gold: int, threshold: float) -> float:
    """F1 of the pairs whose score is the threshold or more: 2 · right / (found + gold)."""
    found = mined.score >= threshold
    return float(2.0 * np.count_nonzero(mined.right & found) / (np.count_nonzero(found) + gold))


def _best(
    score: NDArray[np.float32], to: NDArray[np.int64], mine: NDArray[np.float64], theirs: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Of each sentence's neighbours the one with the highest margin, and that margin."""
    between = (mine[:, None] + theirs[to]) / 2
    margin = np.divide(score, between, out=np.zeros(score.shape), where=between != 0)
    rows = np.arange(len(to))
    best = margin.argmax(axis=1)
    return to[rows, best], margin[rows, best]


def _free(query: NDArray[np.int64], passage: NDArray[np.int64], queries: int, passages: int) -> NDArray[np.bool_]:
    """Which pairs, taken in turn, have no sentence that an earlier pair took."""
    used_query, used_passage = bytearray(queries), bytearray(passages)
    taken = np.zeros(len(query), dtype=np.bool_)
    for number, (q, p) in enumerate(zip(query.tolist(), passage.tolist(), strict=True)):
        if not used_query[q] and not used_passage[p]:
            used_query[q] = used_passage[p] = 1
            taken[number] = True
    return taken
