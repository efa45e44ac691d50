from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from small import benchmark

from lingmix.data.tables import Retrieval, retrieval
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


def in_parts(seed: int) -> tuple[Retrieval, np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Three parts, two passage languages, one relevant passage in each for every other query; a part for tuning."""
    rng = np.random.default_rng(seed)
    parts = ["a", "b-dev", "c"]
    queries = [(f"{part}{n}", "en", "text", part) for part in parts for n in range(6)]
    passages = [(f"{part}{lang}{n:02d}", lang, "text", "", part) for part in parts for lang in "xy" for n in range(20)]
    qrels = [
        (f"{part}{n}", lang, f"{part}{lang}{rng.integers(20):02d}")
        for part in parts
        for lang in "xy"
        for n in (1, 3, 4)
    ]
    data = retrieval(
        pd.DataFrame(queries, columns=["group", "lang", "text", "part"]),
        pd.DataFrame(passages, columns=["passage", "lang", "text", "context", "part"]),
        pd.DataFrame(qrels, columns=["group", "lang", "passage"]),
        name="parts",
        unjudged_queries=True,
    )
    vectors = (rng.normal(size=(rows, 3)).astype(np.float32) for rows in (18, 120))
    return data, *vectors


@pytest.mark.parametrize("seed", range(3))
def test_each_part_is_a_pool_of_its_own_and_tuning_is_left_out(seed: int) -> None:
    data, queries, passages = in_parts(seed)
    table = rank_table(data, queries, lambda start, stop: passages[start:stop], 120)
    assert len(table) == 2 * 2 * 3
    assert set(table["pool"]) == {"x", "y"}
    assert table["group"].astype(str).str[0].value_counts().to_dict() == {"a": 6, "c": 6}
    for row in table.itertuples():
        part = row.group[0]
        pool = data.passages[(data.passages["part"] == part) & (data.passages["lang"] == row.pool)]
        (query,) = np.flatnonzero(data.queries["group"] == row.group)
        scores = dict(zip(pool["passage"], passages[pool.index] @ queries[query], strict=True))
        assert row.rank == 1 + sum(value > scores[row.passage] for value in scores.values())


def test_only_passages_of_judged_parts_are_read() -> None:
    data, queries, passages = in_parts(0)
    read = set()

    def rows(start: int, stop: int) -> np.ndarray:  # type: ignore[type-arg]
        read.update(range(start, stop))
        return passages[start:stop]

    rank_table(data, queries, rows, 120)
    assert read == {*range(40), *range(80, 120)}


@pytest.mark.parametrize(("queries", "size"), [(2, 5), (3, 4)])
def test_vectors_of_another_benchmark_are_an_error(queries: int, size: int) -> None:
    with pytest.raises(LingmixError, match=rf"{queries} queries and {size} passages for a benchmark of 3 and 5"):
        rank_table(DATA, QUERIES[:queries], lambda start, stop: PASSAGES[start:stop], size)
