"""Bitexts of a benchmark in parts, from its embeddings to the table of metrics."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from bitext_cases import random_sides
from small import benchmark

from lingmix.data.tables import Retrieval, retrieval
from lingmix.errors import LingmixError
from lingmix.metrics.bitext import bitexts
from lingmix.metrics.margin import best_threshold, f1_at, mine
from lingmix.metrics.measure import Neighbours
from lingmix.metrics.neighbours import neighbours
from lingmix.metrics.ranks import rank_table
from lingmix.metrics.score import score
from lingmix.nearest import Side

METRICS = ["f1", "margin_f1", "margin_f1_oracle", "accuracy"]


class Case:
    """German and French against English, each with a part to tune on and one to score."""

    def __init__(self, parts: dict[str, tuple[str, int]]) -> None:
        queries, passages, qrels = [], [], []
        self.vectors: dict[tuple[str, str], np.ndarray] = {}  # type: ignore[type-arg]
        self.sides = {}
        for part, (lang, seed) in parts.items():
            x, y, gold = random_sides(seed, 30, 40, 15)
            self.sides[part] = (x, y, gold)
            queries += [(f"{part}:{row:02d}", lang, "text", part) for row in range(30)]
            passages += [(f"{part}:{row:02d}", "en", "text", "", part) for row in range(40)]
            qrels += [(f"{part}:{a:02d}", "en", f"{part}:{b:02d}") for a, b in gold.tolist()]
        self.data: Retrieval = retrieval(
            pd.DataFrame(queries, columns=["group", "lang", "text", "part"]),
            pd.DataFrame(passages, columns=["passage", "lang", "text", "context", "part"]),
            pd.DataFrame(qrels, columns=["group", "lang", "passage"]),
            name="case",
            unjudged_queries=True,
        )
        self.queries = np.stack([self._vector(name, 0) for name in self.data.queries["group"]])
        self.passages = np.stack([self._vector(name, 1) for name in self.data.passages["passage"]])

    def _vector(self, name: str, side: int) -> np.ndarray:  # type: ignore[type-arg]
        part, _, row = name.partition(":")
        found: np.ndarray = self.sides[part][side][int(row)]  # type: ignore[type-arg]
        return found

    def neighbours(self, part: str) -> Neighbours:
        x, y, gold = self.sides[part]
        return neighbours(Side.over(30, lambda i, j: x[i:j]), Side.over(40, lambda i, j: y[i:j]), gold)

    def scored(self, metrics: list[str]) -> dict[tuple[str, str, str], tuple[float, int]]:
        def rows(start: int, stop: int) -> np.ndarray:  # type: ignore[type-arg]
            return self.passages[start:stop]

        ranks = rank_table(self.data, self.queries, rows, len(self.passages))
        found = bitexts(self.data, self.queries, rows, metrics)
        frame = score(ranks, self.data, metrics, ["crosslingual"], found)
        return {(row.metric, row.query_lang, row.passage_lang): (row.value, row.queries) for row in frame.itertuples()}


PARTS = {"fr-test": ("fr", 1), "de-dev": ("de", 2), "de-test": ("de", 3), "fr-dev": ("fr", 4)}


def test_thresholds_are_tuned_on_one_part_and_used_on_the_other() -> None:
    case = Case(PARTS)
    found = case.scored(METRICS)
    tuned, best = {}, {}
    for lang in ("de", "fr"):
        threshold, _ = best_threshold(mine(case.neighbours(f"{lang}-dev")), 15)
        test = mine(case.neighbours(f"{lang}-test"))
        tuned[lang], best[lang] = f1_at(test, 15, threshold), best_threshold(test, 15)[1]
        assert found["margin_f1", lang, "en"] == (pytest.approx(tuned[lang]), 15)
        assert found["margin_f1_oracle", lang, "en"] == (pytest.approx(best[lang]), 15)
    assert tuned != best
    assert found["margin_f1", "macro", "macro"] == (pytest.approx((tuned["de"] + tuned["fr"]) / 2), 30)
    assert found["margin_f1", "de", "macro"] == (pytest.approx(tuned["de"]), 15)


def test_sentences_to_tune_on_are_not_ranked() -> None:
    case = Case(PARTS)
    x, y, gold = case.sides["de-test"]
    right = (x @ y.T).argmax(axis=1)[gold[:, 0]] == gold[:, 1]
    assert case.scored(METRICS)["accuracy", "de", "en"] == (pytest.approx(right.mean()), 15)


def test_without_a_part_to_tune_on_the_tuned_value_is_missing() -> None:
    found = Case({"de-test": ("de", 3), "fr-dev": ("fr", 4), "fr-test": ("fr", 1)}).scored(METRICS)
    value, queries = found["margin_f1", "de", "en"]
    assert np.isnan(value)
    assert queries == 0
    assert found["margin_f1", "macro", "macro"] == found["margin_f1", "fr", "en"]
    assert found["margin_f1_oracle", "de", "en"][1] == 15


def test_a_part_to_tune_on_alone_is_not_scored() -> None:
    case = Case({"de-dev": ("de", 2), "fr-test": ("fr", 1)})
    assert list(bitexts(case.data, case.queries, lambda i, j: case.passages[i:j], METRICS)) == [("fr", "en")]


def test_nothing_is_compared_where_no_metric_needs_it() -> None:
    case = Case(PARTS)

    def never(start: int, stop: int) -> np.ndarray:  # type: ignore[type-arg]
        raise AssertionError

    assert bitexts(case.data, case.queries, never, ["map", "accuracy"]) == {}


def test_sentences_of_one_language_are_not_compared() -> None:
    data = benchmark(
        [("1", "de"), ("1", "en"), ("2", "en")],
        [("d1", "de"), ("e1", "en"), ("e2", "en")],
        [("1", "de", "d1"), ("1", "en", "e1"), ("2", "en", "e2")],
    )
    vectors = np.eye(3, dtype=np.float32)
    found = bitexts(data, vectors, lambda i, j: vectors[i:j], ["f1"])
    # English queries against German passages, and the other way round
    assert set(found) == {("de", "en"), ("en", "de")}
    assert found["en", "de"].test.forward.tolist() == [[0], [0]]
    assert found["de", "en"].test.gold.tolist() == [[0, 0]]


def test_two_parts_of_one_pair_of_languages_are_an_error() -> None:
    case = Case({"de-news": ("de", 2), "de-test": ("de", 1)})
    with pytest.raises(LingmixError, match=r"'f1' compares .* several from de to en, in the parts de-news, de-test"):
        bitexts(case.data, case.queries, lambda i, j: case.passages[i:j], ["map", "f1"])
