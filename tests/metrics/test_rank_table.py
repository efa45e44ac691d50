from __future__ import annotations

import numpy as np
import pytest
from small import benchmark

from lingmix.errors import LingmixError
from lingmix.metrics.ranks import rank_table

DATA = benchmark(
    [("a", "de"), ("a", "en"), ("b", "en")],
    [("d1", "de"), ("d2", "de"), ("e1", "en"), ("e2", "en"), ("e3", "en")],
    [("a", "de", "d2"), ("a", "en", "e1"), ("a", "en", "e3"), ("b", "en", "e2")],
)
# queries: a/de, a/en, b/en; passages: d1, d2, e1, e2, e3
QUERIES = np.array([[1, 0], [0, 1], [1, 1]], dtype=np.float32)
PASSAGES = np.array([[4, 0], [3, 9], [5, 1], [1, 8], [3, 2]], dtype=np.float32)


def test_ranks_worked_by_hand() -> None:
    # scores: a/de: 4 3 5 1 3; a/en: 0 9 1 8 2; b/en: 4 12 6 9 5
    table = rank_table(DATA, QUERIES, lambda start, stop: PASSAGES[start:stop], 5)
    found = {
        (row.group, row.query_lang, row.passage_lang, row.passage, row.pool): row.rank for row in table.itertuples()
    }
    assert found == {
        ("a", "de", "de", "d2", "de"): 2,
        ("a", "de", "en", "e1", "en"): 1,
        ("a", "de", "en", "e3", "en"): 2,
        ("a", "de", "de", "d2", "all"): 3,
        ("a", "de", "en", "e1", "all"): 1,
        ("a", "de", "en", "e3", "all"): 4,
        ("a", "en", "de", "d2", "de"): 1,
        ("a", "en", "en", "e1", "en"): 3,
        ("a", "en", "en", "e3", "en"): 2,
        ("a", "en", "de", "d2", "all"): 1,
        ("a", "en", "en", "e1", "all"): 4,
        ("a", "en", "en", "e3", "all"): 3,
        ("b", "en", "en", "e2", "en"): 1,
        ("b", "en", "en", "e2", "all"): 2,
    }
    keys = [(row.query_lang, row.group, row.pool, row.rank) for row in table.itertuples()]
    assert keys == sorted(keys)


@pytest.mark.parametrize(("queries", "size"), [(2, 5), (3, 4)])
def test_vectors_of_another_benchmark_are_an_error(queries: int, size: int) -> None:
    with pytest.raises(LingmixError, match=rf"{queries} queries and {size} passages for a benchmark of 3 and 5"):
        rank_table(DATA, QUERIES[:queries], lambda start, stop: PASSAGES[start:stop], size)
