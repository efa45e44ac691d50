"""Nearest sentences against a sorted table of all cosines, whatever the blocks."""

from __future__ import annotations

import numpy as np
import pytest
from bitext_cases import random_sides, side

from lingmix.metrics.neighbours import neighbours


@pytest.mark.parametrize("block", [1, 7, 1000])
@pytest.mark.parametrize("k", [1, 4, 60])
def test_neighbours_are_those_of_a_sorted_table(block: int, k: int) -> None:
    x, y, gold = random_sides(3, 40, 50, 20)
    found = neighbours(side(x), side(y), gold, k=k, block=block)
    # the first of each set of copies
    kept_x = [row for row in range(40) if row not in (20, 39)]
    kept_y = [row for row in range(50) if row != 25]
    table = x[kept_x] @ y[kept_y].T
    for scores, numbers, similarity in (
        (found.forward_score, found.forward, table),
        (found.backward_score, found.backward, table.T),
    ):
        order = np.argsort(-similarity, axis=1, kind="stable")[:, :k]
        assert numbers.tolist() == order.tolist()
        np.testing.assert_allclose(scores, np.take_along_axis(similarity, order, axis=1), atol=1e-6)
    assert np.flatnonzero(found.query_copies == 3).tolist() == [1]
    assert np.flatnonzero(found.passage_copies == 2).tolist() == [2]
    number_x = {row: kept_x.index(1 if row in (20, 39) else row) for row in range(40)}
    number_y = {row: kept_y.index(2 if row == 25 else row) for row in range(50)}
    assert found.gold.tolist() == [[number_x[a], number_y[b]] for a, b in gold.tolist()]


def test_blocks_of_copies_only_add_nothing() -> None:
    x = np.tile(np.array([[0.6, 0.8]], dtype=np.float32), (5, 1))
    y = np.array([[1, 0], [0, 1], [1, 0]], dtype=np.float32)
    found = neighbours(side(x), side(y), np.array([[4, 2]]), block=2)
    assert found.query_copies.tolist() == [5]
    assert found.passage_copies.tolist() == [2, 1]
    assert found.forward.tolist() == [[1, 0]]
    assert found.backward.tolist() == [[0], [0]]
    assert found.gold.tolist() == [[0, 0]]
