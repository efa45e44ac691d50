from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from small import benchmark

from lingmix.data.tables import Retrieval
from lingmix.errors import LingmixError
from lingmix.metrics.ranks import rank_table
from lingmix.metrics.score import MACRO, score
from lingmix.stats.per_query import per_query
from lingmix.stats.sums import group_sums

METRICS = ["map", "map@3", "recall@2", "mrr", "ndcg@5", "rank_distance"]


def holed() -> Retrieval:
    """Three languages, twelve groups; some lack a language, one has two passages in one."""
    langs = ["de", "en", "th"]
    there = [(f"g{n:02}", lang) for n in range(12) for lang in langs if (n + len(lang) + langs.index(lang)) % 5]
    passages = [(f"{group}-{lang}", lang) for group, lang in there]
    qrels = [(group, lang, f"{group}-{lang}") for group, lang in there]
    return benchmark(
        [key for key in there if key != ("g03", "th")],
        [*passages, ("extra", "de"), ("more", "th")],
        [*qrels, ("g01", "de", "extra")],
    )


def ranks_of(data: Retrieval, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    queries = rng.normal(size=(len(data.queries), 4)).astype(np.float32)
    passages = rng.normal(size=(len(data.passages), 4)).astype(np.float32)
    return rank_table(data, queries, lambda start, stop: passages[start:stop], len(passages))


def test_macro_values_are_those_of_the_table() -> None:
    data = holed()
    tables = [ranks_of(data, seed) for seed in (1, 2)]
    found = per_query(iter(tables), METRICS)
    for number, table in enumerate(tables):
        wanted = score(table, data, METRICS)
        macros = wanted[(wanted["query_lang"] == MACRO)].set_index(["setting", "metric"])["value"]
        assert {key: group_sums(values).macro()[number] for key, values in found.items()} == pytest.approx(
            macros.to_dict(), rel=1e-6
        )
        pairs = wanted.set_index(["setting", "metric", "query_lang", "passage_lang"])[["value", "queries"]]
        for key, values in found.items():
            sums = group_sums(values)
            for place, pair in enumerate(sums.pairs):
                assert sums.means()[number, place] == pytest.approx(pairs["value"][(*key, *pair)], rel=1e-6)
                assert sums.counts[:, place].sum() == pairs["queries"][(*key, *pair)]


def test_the_order_of_rows_and_the_kind_of_columns_do_not_matter() -> None:
    table = ranks_of(holed(), 1)
    shuffled = table.sample(frac=1, random_state=1).astype({"group": "str", "query_lang": "str", "pool": "str"})
    found = per_query([table, shuffled], ["map", "rank_distance"])
    for values in found.values():
        np.testing.assert_array_equal(values.values[0], values.values[1])
        assert values.values.dtype == np.float32


def test_a_query_that_a_metric_means_nothing_for_is_missing_and_counts_nowhere() -> None:
    data = benchmark(
        [("1", "de"), ("2", "de")],
        [("d1", "de"), ("e1", "en"), ("d2", "de")],
        [("1", "de", "d1"), ("1", "en", "e1"), ("2", "de", "d2")],
    )
    values = per_query([ranks_of(data, 1)], ["rank_distance"])["multilingual", "rank_distance"]
    assert np.isnan(values.values).tolist() == [[False, True]]
    assert group_sums(values).counts.tolist() == [[1.0]]


def test_settings_without_queries_and_metrics_without_meaning_are_left_out() -> None:
    data = benchmark([("1", "de")], [("d1", "de")], [("1", "de", "d1")])
    assert set(per_query([ranks_of(data, 1)], ["map", "rank_distance", "f1"])) == {
        ("monolingual", "map"),
        ("multilingual", "map"),
        ("multilingual", "rank_distance"),
    }


def test_runs_that_ranked_other_queries_are_not_compared() -> None:
    table = ranks_of(holed(), 1)
    fewer = table[table["group"] != "g05"]
    with pytest.raises(LingmixError, match="run 2 are of other queries"):
        per_query([table, fewer], ["map"])
