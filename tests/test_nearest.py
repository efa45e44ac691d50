"""The nearest vectors, against a sorted table of small whole numbers, which are often equal and never rounded."""

from __future__ import annotations

import numpy as np
import pytest

from lingmix.nearest import Side, nearest


@pytest.mark.parametrize("block", [100, 10_000])
@pytest.mark.parametrize("k", [1, 10, 120])
@pytest.mark.parametrize("queries", [5, 40])
def test_of_equal_scores_the_first_are_kept(queries: int, k: int, block: int) -> None:
    draw = np.random.default_rng(0)
    x, y = (draw.permutation(np.unique(draw.integers(-1, 2, (size, 9)), axis=0)) for size in (queries, 600))
    # that of a text without any known word, to which all are equally near
    x[0] = 0
    x, y = x.astype(np.float32), y.astype(np.float32)
    side, other = (
        Side.over(len(rows), lambda start, stop, rows=rows: rows[start:stop])  # type: ignore[misc]
        for rows in (x, y)
    )
    scores, numbers = nearest(side, other, k, block=block)
    table = x @ y.T
    best = np.argsort(-table, axis=1, kind="stable")[:, :k]
    assert numbers.tolist() == best.tolist()
    assert scores.tolist() == np.take_along_axis(table, best, axis=1).tolist()
