from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lingmix.ranking import Ranks, rank_relevant

Floats = NDArray[np.float32]


def rows_of(passages: Floats) -> Callable[[int, int], Floats]:
    return lambda start, stop: passages[start:stop]


def by_sorting(
    scores: Floats, language: NDArray[np.int64], query: NDArray[np.int64], relevant: NDArray[np.int64]
) -> Ranks:
    own, every = [], []
    for number, passage in zip(query, relevant, strict=True):
        order = np.argsort(-scores[number], kind="stable")
        every.append(1 + int(np.flatnonzero(order == passage)[0]))
        pool = order[language[order] == language[passage]]
        own.append(1 + int(np.flatnonzero(pool == passage)[0]))
    return Ranks(np.array(own), np.array(every))


def same(found: Ranks, expected: Ranks) -> None:
    np.testing.assert_array_equal(found.own, expected.own)
    np.testing.assert_array_equal(found.all, expected.all)


def test_a_ranking_worked_by_hand() -> None:
    # language 0: scores 3, 1, 3; language 1: scores 3, 5
    passages = np.array([[3], [1], [3], [3], [5]], dtype=np.float32)
    found = rank_relevant(
        np.array([[1]], dtype=np.float32),
        rows_of(passages),
        np.array([0, 0, 0, 1, 1]),
        np.zeros(5, dtype=np.int64),
        np.arange(5),
    )
    assert found.own.tolist() == [1, 3, 2, 2, 1]
    assert found.all.tolist() == [2, 5, 3, 4, 1]


@settings(max_examples=120, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    sizes=st.lists(st.integers(1, 9), min_size=1, max_size=4),
    queries=st.integers(1, 7),
    judgements=st.integers(1, 25),
    width=st.integers(1, 3),
    query_block=st.sampled_from([1, 2, 3, 5, 1000]),
    passage_block=st.sampled_from([1, 2, 3, 7, 1000]),
)
def test_whole_numbers_with_many_ties_rank_as_a_stable_sort_does(
    seed: int, sizes: list[int], queries: int, judgements: int, width: int, query_block: int, passage_block: int
) -> None:
    rng = np.random.default_rng(seed)
    language = np.repeat(np.arange(len(sizes)), sizes)
    asked = rng.integers(-2, 3, size=(queries, width)).astype(np.float32)
    passages = rng.integers(-2, 3, size=(len(language), width)).astype(np.float32)
    passages[rng.random(passages.shape) < 0.2] = -0.0
    # several relevant passages for some queries, none for others, in no order
    query = rng.integers(0, queries, size=judgements)
    relevant = rng.integers(0, len(language), size=judgements)
    found = rank_relevant(
        asked, rows_of(passages), language, query, relevant, query_block=query_block, passage_block=passage_block
    )
    same(found, by_sorting(asked @ passages.T, language, query, relevant))


BLOCKS = [(1, 1), (3, 1), (7, 13), (64, 40), (1024, 4096), (5, 90)]


@pytest.mark.parametrize(("query_block", "passage_block"), BLOCKS)
def test_copies_of_a_vector_rank_by_place_whatever_the_rounding(query_block: int, passage_block: int) -> None:
    rng = np.random.default_rng(7)
    distinct = rng.standard_normal((25, 384)).astype(np.float32)
    distinct /= np.linalg.norm(distinct, axis=1, keepdims=True)
    which = rng.integers(0, 25, size=91)
    language = np.sort(rng.integers(0, 3, size=91))
    asked = rng.standard_normal((13, 384)).astype(np.float32)
    # 0 and −0 are one number
    distinct[:, 0] = 0
    vectors = distinct[which]
    vectors[::2, 0] = -0.0
    query, relevant = np.repeat(np.arange(13), 91), np.tile(np.arange(91), 13)
    found = rank_relevant(
        asked,
        rows_of(vectors),
        language,
        query,
        relevant,
        query_block=query_block,
        passage_block=passage_block,
    )
    # in float64 the distinct vectors' scores are apart by far more than float32 rounding
    exact = asked.astype(np.float64) @ distinct.T.astype(np.float64)
    gaps = np.diff(np.sort(exact, axis=1), axis=1)
    clear = gaps.min(axis=1) > 1e-4
    assert clear.sum() > 5
    expected = by_sorting(exact[:, which], language, query, relevant)
    kept = clear[query]
    same(Ranks(found.own[kept], found.all[kept]), Ranks(expected.own[kept], expected.all[kept]))
    # and every query, clear or not, gives each rank once
    for number in range(13):
        assert sorted(found.all[query == number]) == list(range(1, 92))


def test_no_more_than_a_block_of_passages_is_asked_for() -> None:
    passages = np.eye(50, dtype=np.float32)
    asked_for = []

    def rows(start: int, stop: int) -> Floats:
        asked_for.append(stop - start)
        return passages[start:stop]

    language = np.repeat([0, 1], [30, 20])
    rank_relevant(passages, rows, language, np.array([0, 0]), np.array([0, 49]), passage_block=8)
    assert max(asked_for) == 8
