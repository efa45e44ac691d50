from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from small import benchmark

from lingmix.data.tables import Retrieval
from lingmix.metrics.ranks import rank_table
from lingmix.metrics.score import COLUMNS, score

Found = dict[tuple[str, str, str], tuple[float, int]]


def scored(data: Retrieval, queries: list[float], passages: list[float], metric: str) -> Found:
    """Scores are products of numbers: a query of 1 ranks by the passages' numbers, −1 the other way round."""
    rows = np.array(passages, dtype=np.float32)[:, None]
    ranks = rank_table(data, np.array(queries, dtype=np.float32)[:, None], lambda i, j: rows[i:j], len(rows))
    frame = score(ranks, data, [metric])
    assert tuple(frame.columns) == COLUMNS
    assert (frame["metric"] == metric).all()
    return {(row.setting, row.query_lang, row.passage_lang): (row.value, row.queries) for row in frame.itertuples()}


# two languages, three groups; group 3 has no German passage and no German query
TINY = benchmark(
    [("1", "de"), ("1", "en"), ("2", "de"), ("2", "en"), ("3", "en")],
    [("d1", "de"), ("d2", "de"), ("e1", "en"), ("e2", "en"), ("e3", "en")],
    [("1", "de", "d1"), ("1", "en", "e1"), ("2", "de", "d2"), ("2", "en", "e2"), ("3", "en", "e3")],
)
# queries in order: 1/de 2/de 1/en 2/en 3/en; passages: d1 d2 e1 e2 e3
# a query of 1 orders all: e1 d2 e3 d1 e2; of −1: e2 d1 e3 d2 e1
QUERIES = [1.0, 1.0, 1.0, -1.0, 1.0]
PASSAGES = [2.0, 4.0, 5.0, 1.0, 3.0]
EXPECTED_MRR: Found = {
    # 1/de: d1 is 2nd of 2; 2/de: d2 is 1st
    ("monolingual", "de", "de"): ((1 / 2 + 1) / 2, 2),
    # 1/en: e1 1st; 2/en: e2 1st; 3/en: e3 2nd
    ("monolingual", "en", "en"): ((1 + 1 + 1 / 2) / 3, 3),
    ("monolingual", "macro", "macro"): ((3 / 4 + 5 / 6) / 2, 5),
    # 1/de: e1 1st; 2/de: e2 3rd
    ("crosslingual", "de", "en"): ((1 + 1 / 3) / 2, 2),
    # 1/en: d1 2nd; 2/en: d2 2nd; 3/en has no German passage
    ("crosslingual", "en", "de"): (1 / 2, 2),
    ("crosslingual", "de", "macro"): (2 / 3, 2),
    ("crosslingual", "en", "macro"): (1 / 2, 2),
    ("crosslingual", "macro", "macro"): ((2 / 3 + 1 / 2) / 2, 4),
    # 1/de: e1 1st; 2/de: d2 2nd
    ("multilingual", "de", "all"): ((1 + 1 / 2) / 2, 2),
    # 1/en: e1 1st; 2/en: e2 1st; 3/en: e3 3rd
    ("multilingual", "en", "all"): ((1 + 1 + 1 / 3) / 3, 3),
    ("multilingual", "macro", "all"): ((3 / 4 + 7 / 9) / 2, 5),
}
EXPECTED_DISTANCE: Found = {
    # 1/de: d1 4th, e1 1st; 2/de: d2 2nd, e2 5th
    ("multilingual", "de", "all"): (3.0, 2),
    # 1/en: 3; 2/en: e2 1st, d2 4th; 3/en has one passage and no distance
    ("multilingual", "en", "all"): (3.0, 2),
    ("multilingual", "macro", "all"): (3.0, 4),
}
EXPECTED_MAP: Found = {
    **{key: value for key, value in EXPECTED_MRR.items() if key[0] != "multilingual"},
    # 1/de: 1st, 4th; 2/de: 2nd, 5th
    ("multilingual", "de", "all"): (((1 + 2 / 4) / 2 + (1 / 2 + 2 / 5) / 2) / 2, 2),
    # 1/en: 1st, 4th; 2/en: 1st, 4th; 3/en: 3rd
    ("multilingual", "en", "all"): ((3 / 4 + 3 / 4 + 1 / 3) / 3, 3),
    ("multilingual", "macro", "all"): ((3 / 5 + 11 / 18) / 2, 5),
}


@pytest.mark.parametrize(
    ("metric", "expected"), [("mrr", EXPECTED_MRR), ("map", EXPECTED_MAP), ("rank_distance", EXPECTED_DISTANCE)]
)
def test_a_benchmark_worked_by_hand(metric: str, expected: Found) -> None:
    found = scored(TINY, QUERIES, PASSAGES, metric)
    assert found.keys() == expected.keys()
    for key, (value, queries) in expected.items():
        assert found[key] == (pytest.approx(value, rel=1e-12), queries), key


def test_a_pair_without_a_query_is_missing_and_in_no_mean() -> None:
    # MLQA-like: group 1 in German and English, group 2 in English and Thai; no group in German and Thai
    data = benchmark(
        [("1", "de"), ("1", "en"), ("2", "en"), ("2", "th")],
        [("d1", "de"), ("e1", "en"), ("e2", "en"), ("t2", "th")],
        [("1", "de", "d1"), ("1", "en", "e1"), ("2", "en", "e2"), ("2", "th", "t2")],
    )
    found = scored(data, [1.0, 1.0, 1.0, 1.0], [4.0, 2.0, 1.0, 3.0], "mrr")
    for pair in (("de", "th"), ("th", "de")):
        value, queries = found["crosslingual", *pair]
        assert np.isnan(value)
        assert queries == 0
    assert found["crosslingual", "de", "en"] == (1.0, 1)
    assert found["crosslingual", "de", "macro"] == (1.0, 1)
    assert found["crosslingual", "th", "en"] == (0.5, 1)
    assert found["crosslingual", "en", "macro"] == (1.0, 2)
    assert found["crosslingual", "macro", "macro"] == ((1.0 + 1.0 + 1.0 + 0.5) / 4, 4)


def test_one_language_has_no_crosslingual_value() -> None:
    data = benchmark([("1", "de")], [("d1", "de")], [("1", "de", "d1")])
    found = scored(data, [1.0], [1.0], "mrr")
    value, queries = found["crosslingual", "macro", "macro"]
    assert np.isnan(value)
    assert queries == 0
    assert found["monolingual", "macro", "macro"] == (1.0, 1)


def test_all_relevant_passages_of_a_pair_count() -> None:
    data = benchmark(
        [("1", "de")],
        [("d1", "de"), ("d2", "de"), ("d3", "de"), ("e1", "en")],
        [("1", "de", "d1"), ("1", "de", "d3"), ("1", "en", "e1")],
    )
    # order of all: d2 d3 e1 d1
    found = scored(data, [1.0], [1.0, 4.0, 3.0, 2.0], "map")
    assert found["monolingual", "de", "de"] == (pytest.approx((1 / 2 + 2 / 3) / 2), 1)
    assert found["crosslingual", "de", "en"] == (1.0, 1)
    assert found["multilingual", "de", "all"] == (pytest.approx((1 / 2 + 2 / 3 + 3 / 4) / 3), 1)


def test_the_order_of_ranks_does_not_matter() -> None:
    rows = np.array(PASSAGES, dtype=np.float32)[:, None]
    ranks = rank_table(TINY, np.array(QUERIES, dtype=np.float32)[:, None], lambda i, j: rows[i:j], 5)
    shuffled = ranks.sample(frac=1, random_state=1).reset_index(drop=True)
    pd.testing.assert_frame_equal(score(ranks, TINY, ["map"]), score(shuffled, TINY, ["map"]))
