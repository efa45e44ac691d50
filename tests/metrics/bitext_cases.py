"""Bitexts for tests of their measures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lingmix.metrics.measure import Neighbours
from lingmix.metrics.neighbours import neighbours
from lingmix.nearest import Side

Vectors = NDArray[np.float32]


def side(vectors: Vectors) -> Side:
    return Side.over(len(vectors), lambda start, stop: vectors[start:stop])


def random_sides(seed: int, queries: int, passages: int, gold: int) -> tuple[Vectors, Vectors, NDArray[np.int64]]:
    """Unit vectors in 8 dimensions; the translations are near each other; some sentences are there twice."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(queries, 8))
    y = rng.normal(size=(passages, 8))
    pairs = np.stack([rng.permutation(queries)[:gold], rng.permutation(passages)[:gold]], axis=1)
    y[pairs[:, 1]] = x[pairs[:, 0]] + rng.normal(scale=0.5, size=(gold, 8))
    x[1], x[-1], y[2] = x[queries // 2], x[queries // 2], y[passages // 2]
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    y /= np.linalg.norm(y, axis=1, keepdims=True)
    return x.astype(np.float32), y.astype(np.float32), pairs


def random_neighbours(seed: int, queries: int = 40, passages: int = 50, gold: int = 20) -> Neighbours:
    x, y, pairs = random_sides(seed, queries, passages, gold)
    return neighbours(side(x), side(y), pairs)


def of_similarities(similarity: list[list[float]], gold: list[tuple[int, int]], k: int = 2) -> Neighbours:
    """The neighbours that a table of cosines, queries × passages, gives."""
    table = np.array(similarity, dtype=np.float32)
    forward, backward = (np.argsort(-side, axis=1, kind="stable")[:, :k] for side in (table, table.T))
    return Neighbours(
        np.take_along_axis(table, forward, axis=1),
        forward,
        np.take_along_axis(table.T, backward, axis=1),
        backward,
        np.ones(len(table), dtype=np.int64),
        np.ones(table.shape[1], dtype=np.int64),
        np.array(gold, dtype=np.int64).reshape(-1, 2),
    )
