from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import benchmark

from lingmix.data.tables import Retrieval, retrieval
from lingmix.errors import LingmixError
from lingmix.metrics.ranks import rank_table
from lingmix.metrics.score import score
from lingmix.metrics.sharded import count, judged_in, merged
from lingmix.sharding import pools_of


def in_shards(
    data: Retrieval,
    shard: np.ndarray,
    queries: np.ndarray,
    passages: np.ndarray,
    *,
    everywhere: bool = True,  # type: ignore[type-arg]
) -> tuple[pd.DataFrame, Retrieval]:
    """The ranks of a benchmark whose passages are in shards, as the rules chain them."""
    rows = [np.flatnonzero(shard == number) for number in range(shard.max() + 1)]
    tables = [data.passages.iloc[some].reset_index(drop=True) for some in rows]
    vectors = [lambda start, stop, some=some: passages[some][start:stop] for some in rows]
    pools = [pools_of(table["part"], table["lang"]) for table in tables]
    judged = [judged_in(table, data.qrels, found) for table, found in zip(tables, vectors, strict=True)]
    counts = [
        count(data.queries, data.qrels, judged, number, pools[number], queries, vectors[number], everywhere=everywhere)
        for number in range(len(rows))
    ]
    return merged(data.queries, data.qrels, counts, pools, everywhere=everywhere)


def test_ranks_worked_by_hand() -> None:
    data = benchmark(
        [("a", "de"), ("b", "en")],
        [("d1", "de"), ("d2", "de"), ("d3", "de"), ("e1", "en"), ("e2", "en")],
        [("a", "de", "d2"), ("b", "en", "e1")],
    )
    # scores: a: 4 4 5 4 9; b: 0 1 2 2 3
    asking = np.array([[1, 0], [0, 1]], dtype=np.float32)
    passages = np.array([[4, 0], [4, 1], [5, 2], [4, 2], [9, 3]], dtype=np.float32)
    # d1 and e2 in one shard, d2 and d3 in another, e1 in a third: of equal scores d1 is before d2, e1 after d3
    table, _ = in_shards(data, np.array([0, 1, 1, 2, 0]), asking, passages)
    found = {(row.group, row.pool): row.rank for row in table.itertuples()}
    assert found == {("a", "de"): 3, ("a", "all"): 4, ("b", "en"): 2, ("b", "all"): 3}


@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    shards=st.integers(1, 5),
    parts=st.sampled_from([("",), ("x", "y"), ("x", "y-dev")]),
    everywhere=st.booleans(),
)
def test_counts_of_shards_add_up_to_the_ranks_of_one_index(
    seed: int, shards: int, parts: tuple[str, ...], everywhere: bool
) -> None:
    rng = np.random.default_rng(seed)
    langs = ["de", "en", "fr"]
    queries = pd.DataFrame([(f"{p}{n}", lang, "t", p) for p in parts for n in range(4) for lang in langs[:2]])
    passages = pd.DataFrame([(f"{p}{lang}{n}", lang, "t", "", p) for p in parts for lang in langs for n in range(6)])
    qrels = [
        (f"{p}{n}", lang, f"{p}{lang}{rng.integers(6)}")
        for p in parts
        for n in range(4)
        for lang in rng.choice(langs, 2, False)
    ]
    data = retrieval(
        queries.set_axis(["group", "lang", "text", "part"], axis=1),
        passages.set_axis(["passage", "lang", "text", "context", "part"], axis=1),
        pd.DataFrame(qrels, columns=["group", "lang", "passage"]),
        name="test",
    )
    # whole numbers, so that many scores tie and no rounding tells them apart
    asking = rng.integers(-2, 3, (len(data.queries), 2)).astype(np.float32)
    vectors = rng.integers(-2, 3, (len(data.passages), 2)).astype(np.float32)
    # within a pool a shard's passages come before the next shard's, as tables are read one after the other
    shard = np.empty(len(data.passages), dtype=np.int64)
    for rows in data.passages.groupby(["part", "lang"]).indices.values():
        shard[rows] = np.sort(rng.integers(0, shards, len(rows)))
    shard = np.unique(shard, return_inverse=True)[1]
    table, shown = in_shards(data, shard, asking, vectors, everywhere=everywhere)
    expected = rank_table(data, asking, lambda start, stop: vectors[start:stop], len(vectors), everywhere=everywhere)
    pd.testing.assert_frame_equal(table, expected)
    pd.testing.assert_frame_equal(score(table, shown, ["map"]), score(expected, data, ["map"]))


@pytest.mark.parametrize("everywhere", [True, False])
def test_without_ties_and_with_copies_all_pools_agree(everywhere: bool) -> None:
    rng = np.random.default_rng(3)
    langs = ["de", "en", "fr"]
    data = benchmark(
        [(f"q{n}", "de") for n in range(20)],
        [(f"{lang}{n:02d}", lang) for lang in langs for n in range(40)],
        [(f"q{n}", lang, f"{lang}{n:02d}") for n in range(20) for lang in langs],
    )
    vectors = rng.standard_normal((120, 64)).astype(np.float32)
    # copies of judged passages, in the same language and in one that comes later
    vectors[30:35], vectors[100:105] = vectors[0:5], vectors[5:10]
    asking = rng.standard_normal((20, 64)).astype(np.float32)
    table, shown = in_shards(data, np.repeat(np.arange(6), 20), asking, vectors, everywhere=everywhere)
    expected = rank_table(data, asking, lambda start, stop: vectors[start:stop], 120, everywhere=everywhere)
    pd.testing.assert_frame_equal(table, expected)
    metrics = ["map", "rank_distance", "recall@10"]
    pd.testing.assert_frame_equal(score(table, shown, metrics), score(expected, data, metrics))


def test_a_judged_passage_that_is_nowhere_or_twice_is_named() -> None:
    data = benchmark([("a", "de")], [("d1", "de"), ("d2", "de")], [("a", "de", "d1")])
    vectors = np.eye(2, dtype=np.float32)
    shard = data.passages.iloc[:1]
    held = judged_in(shard, data.qrels, lambda start, stop: vectors[start:stop])
    rest = (0, [("", "de", 1)], vectors[:1], lambda start, stop: vectors[start:stop])
    with pytest.raises(LingmixError, match=r"hold twice:\n.*'d1'"):
        count(data.queries, data.qrels, [held, held], *rest, everywhere=True)
    with pytest.raises(LingmixError, match=r"no table of passages holds:\n.*'a' names the passage 'd1'"):
        count(data.queries, data.qrels, [held.iloc[:0]], *rest, everywhere=True)


def test_counts_for_other_judgements_are_refused() -> None:
    data = benchmark([("a", "de")], [("d1", "de"), ("d2", "de")], [("a", "de", "d1")])
    other = pd.DataFrame({"query": [0], "passage": ["d2"], "own": [0], "every": [0]})
    with pytest.raises(LingmixError, match="shard 0 has counted for other queries"):
        merged(data.queries, data.qrels, [other], [[("", "de", 2)]], everywhere=True)
