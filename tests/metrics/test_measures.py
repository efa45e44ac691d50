from __future__ import annotations

import ir_measures
import numpy as np
import pandas as pd
import pytest

from lingmix.errors import LingmixError
from lingmix.metrics.measure import Judged, Measure, all_measures, measure_modules, parse


def judged(ranks: list[list[int]]) -> Judged:
    """One list of ascending ranks of relevant passages per query."""
    return Judged(
        query=np.repeat(np.arange(len(ranks)), [len(found) for found in ranks]),
        rank=np.array([rank for found in ranks for rank in found]),
        position=np.array([place + 1 for found in ranks for place in range(len(found))]),
        relevant=np.array([len(found) for found in ranks]),
    )


def values(name: str, ranks: list[list[int]]) -> list[float]:
    measure, cutoff = parse(name)
    assert isinstance(measure, Measure)
    return measure.per_query(judged(ranks), cutoff).tolist()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("map", [(1 / 2 + 2 / 5 + 3 / 30) / 3, 1.0, 1 / 7]),
        ("map@20", [(1 / 2 + 2 / 5) / 3, 1.0, 1 / 7]),
        ("map@1", [0.0, 0.5, 0.0]),
        ("mrr", [1 / 2, 1.0, 1 / 7]),
        ("mrr@5", [1 / 2, 1.0, 0.0]),
        ("recall@5", [2 / 3, 1.0, 0.0]),
        ("recall@30", [1.0, 1.0, 1.0]),
        (
            "ndcg@10",
            [
                (1 / np.log2(3) + 1 / np.log2(6)) / (1 + 1 / np.log2(3) + 1 / 2),
                1.0,
                1 / 3,
            ],
        ),
        ("ndcg@2", [(1 / np.log2(3)) / (1 + 1 / np.log2(3)), 1.0, 0.0]),
        ("rank_distance", [28.0, 1.0, np.nan]),
        ("accuracy", [0.0, 1.0, 0.0]),
    ],
)
def test_values_worked_by_hand(name: str, expected: list[float]) -> None:
    np.testing.assert_allclose(values(name, [[2, 5, 30], [1, 2], [7]]), expected, rtol=1e-12)


NAMES = {
    "map": "AP",
    "map@20": "AP@20",
    "mrr": "RR",
    "mrr@10": "RR@10",
    "ndcg": "nDCG",
    "ndcg@10": "nDCG@10",
    "recall@1": "R@1",
    "recall@5": "R@5",
    "recall@10": "R@10",
    "recall@100": "R@100",
    "accuracy": "Success@1",
}


@pytest.mark.parametrize("name", NAMES)
def test_values_are_those_of_trec_eval(name: str) -> None:
    rng = np.random.default_rng(len(name))
    run, qrels, ranks = [], [], []
    for query in range(40):
        pool = int(rng.integers(30, 300))
        order = rng.permutation(pool)
        relevant = rng.choice(pool, size=int(rng.integers(1, 25)), replace=False)
        run += [(f"q{query}", f"d{passage}", float(pool - place)) for place, passage in enumerate(order)]
        qrels += [(f"q{query}", f"d{passage}", 1) for passage in relevant]
        ranks.append(sorted(int(np.flatnonzero(order == passage)[0]) + 1 for passage in relevant))
    measure = ir_measures.parse_measure(NAMES[name])
    frames = (
        pd.DataFrame(qrels, columns=["query_id", "doc_id", "relevance"]),
        pd.DataFrame(run, columns=["query_id", "doc_id", "score"]),
    )
    theirs = {found.query_id: found.value for found in ir_measures.iter_calc([measure], *frames)}
    ours = values(name, ranks)
    np.testing.assert_allclose(ours, [theirs[f"q{query}"] for query in range(40)], rtol=0, atol=1e-6)
    mean = ir_measures.calc_aggregate([measure], *frames)[measure]
    assert np.mean(ours) == pytest.approx(mean, abs=1e-6)


def test_queries_that_a_run_misses_are_zeros_in_means_of_trec_eval() -> None:
    """What MIRACL asks for: a judged query whose relevant passages are not found counts as 0, nor is it left out."""
    qrels = pd.DataFrame(
        [("found", "d0", 1), ("deep", "d150", 1), ("absent", "d0", 1)], columns=["query_id", "doc_id", "relevance"]
    )
    run = pd.DataFrame(
        [(query, f"d{place}", 200.0 - place) for query in ("found", "deep") for place in range(200)],
        columns=["query_id", "doc_id", "score"],
    )
    # ours has a rank for every judged query: whatever it is, beyond the cut-off it counts as 0
    for name in ("ndcg@10", "recall@100"):
        theirs = ir_measures.calc_aggregate([measure := ir_measures.parse_measure(NAMES[name])], qrels, run)[measure]
        assert np.mean(values(name, [[1], [151], [5_000]])) == pytest.approx(theirs) == pytest.approx(1 / 3)


def test_measures_are_found_by_their_files() -> None:
    bitext = {"f1", "margin_f1", "margin_f1_oracle"}
    assert set(all_measures()) == {"accuracy", "map", "mrr", "ndcg", "rank_distance", "recall"} | bitext
    assert {name for name, measure in all_measures().items() if measure.settings == ("crosslingual",)} == bitext
    assert measure_modules(["recall@5", "map", "recall@1"]) == [
        "lingmix.metrics.measures.map",
        "lingmix.metrics.measures.recall",
    ]
    assert not all_measures()["rank_distance"].higher_is_better
    assert all_measures()["rank_distance"].settings == ("multilingual",)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("recal@5", "unknown metric 'recal'; did you mean 'recall'"),
        ("recall", "needs a cut-off, for example 'recall@10'"),
        ("recall@0", "cannot be cut off there"),
        ("rank_distance@5", "cannot be cut off there; use 'rank_distance'"),
        ("map@", "unknown metric 'map@'"),
        ("f1@5", "cannot be cut off there; use 'f1'"),
    ],
)
def test_names_that_mean_nothing_are_errors(name: str, message: str) -> None:
    with pytest.raises(LingmixError, match=message):
        parse(name)
