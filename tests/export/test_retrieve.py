"""The best candidates, against a sorted table of all scores and against lingmix's own ranks."""

from __future__ import annotations

import numpy as np
import pytest
from exported import asked, vectors

from lingmix.export import retrieve as module
from lingmix.export.pools import pools
from lingmix.export.retrieve import retrieve
from lingmix.metrics.ranks import rank_table


@pytest.mark.parametrize("block", [1, 5, 1000])
@pytest.mark.parametrize("depth", [1, 3, 100])
def test_candidates_are_those_of_a_sorted_table(depth: int, block: int) -> None:
    data = asked()
    queries, passages = vectors(data)
    there = pools(data)
    seen = []
    for pool, found in retrieve(there, queries, lambda start, stop: passages[start:stop], depth, block=block):
        seen.append(pool.path)
        table = queries[pool.queries] @ passages[pool.begin : pool.end].T
        # copies of a vector score alike, whatever a matrix product makes of them
        _, same = np.unique(passages[pool.begin : pool.end], axis=0, return_inverse=True)
        for column in range(table.shape[1]):
            table[:, column] = table[:, np.flatnonzero(same == same[column])[0]]
        best = np.argsort(-table, axis=1, kind="stable")[:, :depth]
        rows = list(found)
        assert [one.query for one in rows] == pool.queries.tolist()
        assert [one.rows.tolist() for one in rows] == (best + pool.begin).tolist()
        for one, scores, order in zip(rows, table, best, strict=True):
            np.testing.assert_allclose(one.scores, scores[order], atol=1e-6)
    assert seen == [pool.path for pool in there]


def test_places_are_the_ranks_of_the_rank_table() -> None:
    data = asked(9)
    queries, passages = vectors(data)
    ranks = rank_table(data, queries, lambda start, stop: passages[start:stop], len(passages))
    wanted = ranks.set_index(["query_lang", "pool", "group", "passage"])["rank"].to_dict()
    found = {}
    for pool, candidates in retrieve(pools(data), queries, lambda start, stop: passages[start:stop], 1000):
        for one in candidates:
            group = data.queries["group"].iloc[one.query]
            for rank, passage in enumerate(data.passages["passage"].iloc[one.rows], start=1):
                if (pool.query_lang, pool.pool, group, passage) in wanted:
                    found[pool.query_lang, pool.pool, group, passage] = rank
    assert found == wanted


def test_a_deep_run_is_searched_for_few_queries_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    data = asked(9)
    queries, passages = vectors(data)

    def everything() -> list[tuple[str, int, list[int]]]:
        # searches that are begun late are those of their own pool
        begun = list(retrieve(pools(data), queries, lambda start, stop: passages[start:stop], 1000))
        return [(pool.path, one.query, one.rows.tolist()) for pool, found in begun for one in found]

    whole = everything()
    monkeypatch.setattr(module, "KEPT", 20)
    assert everything() == whole
