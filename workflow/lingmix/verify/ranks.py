"""Between which ranks a relevant passage must be, from the texts on: the model's own ``encode``, and a plain count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ROUNDING = 1e-5
"""Scores of unit vectors that are closer than this may change places by float32 rounding: in the model, by how texts
are batched, and in the products."""
Encode = Callable[[Sequence[str], bool], NDArray[np.float32]]
"""Gives texts' unit vectors, of queries if the second argument says so, else of passages."""


@dataclass(frozen=True)
class Bounds:
    """Ranks that a relevant passage may have; they are one where no score comes near its own.

    Attributes:
        best, worst: from 1.
    """

    best: int
    worst: int


def bounds(
    queries: pd.DataFrame, passages: pd.DataFrame, qrels: pd.DataFrame, encode: Encode
) -> dict[tuple[str, str], Bounds]:
    """By group and passage, for queries of one language against one pool.

    Args:
        queries: ``group``, ``text``, ``part``, a row for each group.
        passages: ``passage``, ``text``, ``part``: the pool, of all parts.
        qrels: ``group``, ``passage``; rows of other queries and of passages outside the pool are ignored.
        encode: the model.
    """
    found: dict[tuple[str, str], Bounds] = {}
    for part, asking in queries.groupby("part"):
        pool = passages[passages["part"] == part]
        judged = qrels[qrels["group"].isin(asking["group"]) & qrels["passage"].isin(pool["passage"])]
        if judged.empty:
            continue
        asking = asking[asking["group"].isin(judged["group"])]
        vectors = encode(pool["text"].tolist(), False).astype(np.float64)
        row = {passage: number for number, passage in enumerate(pool["passage"])}
        query = dict(zip(asking["group"], encode(asking["text"].tolist(), True).astype(np.float64), strict=True))
        for group, some in judged.groupby("group"):
            scores = vectors @ query[str(group)]
            for passage in some["passage"]:
                own = scores[row[passage]]
                found[str(group), str(passage)] = Bounds(
                    best=1 + int((scores > own + ROUNDING).sum()), worst=int((scores >= own - ROUNDING).sum())
                )
    return found
