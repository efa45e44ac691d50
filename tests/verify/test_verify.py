"""Values that follow from texts and models pass, others are named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingmix.errors import LingmixError
from lingmix.verify.check import Source, check, check_row, choose
from lingmix.verify.measures import is_known, value
from lingmix.verify.ranks import Bounds, bounds
from lingmix.verify.report import markdown, summary

NAMES = {
    "map": "AP",
    "map@20": "AP@20",
    "mrr": "RR",
    "mrr@10": "RR@10",
    "ndcg": "nDCG",
    "ndcg@10": "nDCG@10",
    "recall@5": "R@5",
    "accuracy": "Success@1",
}


@settings(max_examples=60, deadline=None)
@given(ranks=st.sets(st.integers(1, 40), min_size=1, max_size=12))
def test_measures_are_those_of_ir_measures(ranks: set[int]) -> None:
    qrels = [ir_measures.Qrel("q", f"d{rank}", 1) for rank in ranks]
    run = [ir_measures.ScoredDoc("q", f"d{rank}", -float(rank)) for rank in range(1, 41)]
    for name, theirs in NAMES.items():
        measure = ir_measures.parse_measure(theirs)
        assert value(name, list(ranks)) == pytest.approx(ir_measures.calc_aggregate([measure], qrels, run)[measure])


def test_what_is_not_known_has_no_value() -> None:
    assert value("rank_distance", [7]) is None
    assert value("margin_f1", [1, 2]) is None
    assert is_known("rank_distance")
    assert not is_known("f1")


VECTORS = {
    "q: a?": (1.0, 0.0),
    "q: b?": (0.0, 1.0),
    "x": (1.0, 0.0),
    "y": (0.6, 0.8),
    "z": (0.0, 1.0),
    # as near to z as rounding goes
    "z2": (3e-6, 1.0),
}


def encode(texts: Sequence[str], is_query: bool) -> Any:
    return np.array([VECTORS[f"q: {text}" if is_query else text] for text in texts], dtype=np.float32)


def frame(columns: str, *rows: str) -> pd.DataFrame:
    """Rows of words; the last column, ``part``, is empty if it is one."""
    names = columns.split()
    return pd.DataFrame([[*row.split(), ""][: len(names)] for row in rows], columns=names)


QUERIES = frame("group lang text part", "a de a?", "b de b?", "c en c?")
PASSAGES = frame("passage lang text part", "p1 en x", "p2 en y", "p3 en z", "p4 en z2")
QRELS = frame("group lang passage", "a en p2", "b en p3", "b en p2")
VALUE = (1 / 2 + (1 + 2 / 3) / 2) / 2


def test_bounds_by_hand() -> None:
    # scores of a: 1, .6, 0, 0; of b: 0, .8, 1, 1
    assert bounds(QUERIES[:2], PASSAGES, QRELS, encode) == {
        ("a", "p2"): Bounds(2, 2),
        ("b", "p3"): Bounds(1, 2),
        ("b", "p2"): Bounds(3, 3),
    }


def test_parts_are_pools_of_their_own() -> None:
    passages = PASSAGES.assign(part=["", "", "other", ""])
    assert bounds(QUERIES[:2], passages, QRELS, encode) == {("a", "p2"): Bounds(2, 2), ("b", "p2"): Bounds(2, 2)}


@pytest.fixture
def source(tmp_path: Path) -> Source:
    ranks = frame("group query_lang passage pool", "a de p2 en", "b de p3 en", "b de p2 en").assign(rank=[2, 1, 3])
    cells = frame("setting query_lang passage_lang metric", "crosslingual de en map", "crosslingual macro macro map")
    cells = cells.assign(value=VALUE, queries=2)
    tables = {"queries": QUERIES, "passages": PASSAGES, "qrels": QRELS, "ranks": ranks, "metrics": cells}
    for name, table in tables.items():
        table.to_parquet(tmp_path / f"{name}.parquet")
    paths = {name: str(tmp_path / f"{name}.parquet") for name in tables}
    several = {name: (paths[name],) for name in ("queries", "passages", "qrels")}
    return Source("run", ("e", "m", "o", "none"), "b", **several, ranks=paths["ranks"], metrics=paths["metrics"])


def changed(file: str, **columns: Any) -> None:
    pd.read_parquet(file).assign(**columns).to_parquet(file)


def test_a_value_that_follows_passes(source: Source) -> None:
    ((of, cell),) = choose([source], 10, 1)
    assert (of, cell["query_lang"], cell["metric"]) == (source, "de", "map")
    found = check(source, cell, encode, 100)
    assert (found.wrong, found.skipped, found.ranks, found.rounded) == ((), "", 3, 1)
    assert found.recomputed == pytest.approx(found.value)
    # rounding may have put the copy before it
    changed(source.ranks, rank=[2, 2, 3])
    changed(source.metrics, value=(1 / 2 + (1 / 2 + 2 / 3) / 2) / 2)
    assert not check(source, choose([source], 10, 1)[0][1], encode, 100).wrong


def test_a_rank_that_cannot_be_is_named(source: Source) -> None:
    changed(source.ranks, rank=[1, 1, 3])
    (_, cell) = choose([source], 1, 1)[0]
    found = check(source, cell, encode, 100)
    assert found.wrong[0] == "'p2' has rank 1 for 'a', and cannot but have 2 to 2"
    assert "follows from its ranks" in found.wrong[1]
    assert "0 of 1 values agree" in summary([found], [])
    assert "cannot but have 2 to 2" in markdown([found], ["a row"], "mine")


def test_a_value_or_a_number_of_queries_that_does_not_follow_is_named(source: Source) -> None:
    changed(source.metrics, value=0.7, queries=3)
    (_, cell) = choose([source], 1, 1)[0]
    first, second = check(source, cell, encode, 100).wrong
    assert first.startswith("map is 0.7, but 0.666")
    assert second == "it is said to be over 3 queries, and is over 2"


def test_a_judgement_without_a_rank_is_named(source: Source) -> None:
    pd.read_parquet(source.ranks)[:2].to_parquet(source.ranks)
    (_, cell) = choose([source], 1, 1)[0]
    assert "2 ranks where 3 passages are relevant" in check(source, cell, encode, 100).wrong


def test_what_is_too_large_or_has_no_ranks_is_said_to_be_left_out(source: Source) -> None:
    (_, cell) = choose([source], 1, 1)[0]
    assert check(source, cell, encode, 3).skipped == "a pool of 4 passages"
    found = check(source, {**cell, "metric": "margin_f1"}, encode, 100)
    assert found.skipped == "the metric compares whole sets of sentences"
    assert "1 were not recomputed" in summary([found], [])


def test_a_row_of_the_table_is_the_mean_over_pairs_and_seeds(source: Source) -> None:
    cell = {"setting": "crosslingual", "metric": "map"}
    row = {"encoder": "e", "mix": "m", "objective": "o", "augmentation": "none", "benchmark": "b", **cell}
    table = pd.DataFrame([{**row, "mean": 0.666667}])
    assert check_row([source, source], table, cell) == []
    assert "0.6, but 0.666667 follows" in check_row([source], table.assign(mean=0.6), cell)[0]
    assert check_row([source], table[:0], cell)[0].endswith("0 rows")


def test_a_study_that_is_not_finished_is_told_what_lacks(source: Source) -> None:
    Path(source.metrics).unlink()
    with pytest.raises(LingmixError, match=r"1 of 1 tables of metrics are not there, such as .*metrics\.parquet"):
        choose([source], 1, 1)
