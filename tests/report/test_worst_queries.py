"""The worst queries, against a sorted table of all scores."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "export"))
from exported import asked, in_parts, table, vectors

from lingmix.data.tables import Retrieval
from lingmix.export.pools import pools
from lingmix.metrics.ranks import rank_table
from lingmix.report.texts import cut
from lingmix.report.worst import COLUMNS, passage_texts, worst


def found(data: Retrieval, folder: Path, **options: int) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    queries, passages = vectors(data)
    ranks = rank_table(data, queries, lambda start, stop: passages[start:stop], len(passages))
    bare = Retrieval(data.queries, data.passages.drop(columns=["text", "context"]), data.qrels)
    got = worst(
        bare,
        pools(data),
        ranks,
        queries,
        lambda start, stop: passages[start:stop],
        table(data, folder),
        **options,
    )
    return got, queries, passages


def test_worst_queries_are_those_of_a_sorted_table(tmp_path: Path) -> None:
    data = asked(9)
    got, queries, passages = found(data, tmp_path, count=2)
    assert list(got.columns) == list(COLUMNS)
    assert set(got["place"]) == {1, 2}
    relevant = data.qrels.groupby("group")["passage"].apply(set)
    ids = data.passages["passage"].to_numpy()
    for pool in pools(data):
        here = got[(got["query_lang"] == pool.query_lang) & (got["pool"] == pool.pool)]
        best: dict[str, tuple[int, str]] = {}
        for row in pool.queries:
            scores = passages[pool.begin : pool.end] @ queries[row]
            order = ids[pool.begin : pool.end][np.argsort(-scores.round(6), kind="stable")]
            group = data.queries["group"].iloc[row]
            best[group] = min(n for n, name in enumerate(order, 1) if name in relevant[group]), order[0]
        wanted = sorted(((rank, group) for group, (rank, _) in best.items() if rank > 1), key=lambda x: (-x[0], x[1]))
        assert list(zip(here["rank"], here["group"], strict=True)) == wanted[:2]
        for row in here.itertuples():
            assert row.wrong_passage == best[row.group][1]
            assert row.passage in relevant[row.group]
            assert row.query == f"{row.query_lang} question {row.group[1:]}"


def test_texts_are_those_of_the_passages_on_one_line(tmp_path: Path) -> None:
    data = asked()
    got, *_ = found(data, tmp_path)
    text = data.passages.set_index("passage")["text"]
    for column, name in (("relevant", "passage"), ("wrong", "wrong_passage")):
        assert got[column].tolist() == [" ".join(text[one].split()) for one in got[name]]
    shorter, *_ = found(data, tmp_path, length=5)
    assert shorter["query"].str.len().max() == 5


def test_a_query_whose_answer_comes_first_is_not_bad(tmp_path: Path) -> None:
    data = in_parts()
    queries, passages = vectors(data)
    ranks = rank_table(data, queries, lambda start, stop: passages[start:stop], len(passages))
    rest = (queries, lambda start, stop: passages[start:stop], table(data, tmp_path))
    assert worst(data, pools(data), ranks.assign(rank=2), *rest)["part"].tolist() == ["a", "a"]
    none = worst(data, pools(data), ranks.assign(rank=1), *rest)
    assert none.empty
    assert list(none.columns) == list(COLUMNS)


def test_only_wanted_texts_are_kept(tmp_path: Path) -> None:
    assert set(passage_texts(table(asked(), tmp_path), ["de-1", "en-1"])) == {"de-1", "en-1"}


@pytest.mark.parametrize(("text", "short"), [("12345", "12345"), ("1234 6", "1234…"), ("ab\n\tcd", "ab cd")])
def test_cut(text: str, short: str) -> None:
    assert cut(text, 5) == short
