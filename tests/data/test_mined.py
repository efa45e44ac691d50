"""Mined negatives are the nearest passages that do not answer the query, as a brute force finds them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sentence_transformers import SentenceTransformer
from tiny_static import tiny_model

from lingmix.config.dataset import Mined
from lingmix.data.mined import mine, shortfall
from lingmix.data.tables import training_pairs
from lingmix.encode import encode

PROMPTS = {"query": "w38 ", "passage": "w39 "}


@pytest.fixture(scope="module")
def model() -> SentenceTransformer:
    return tiny_model(prompts=PROMPTS)


def spec(**values: Any) -> Mined:
    return Mined(**{"kind": "mined", "of": "own", "encoder": "e", "negatives": 3, **values})


def table(rows: list[tuple[str, str, str, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["group", "lang", "query", "passage"])
    return training_pairs(frame.assign(dataset="own", negatives=[["given"]] * len(frame)), name="own")


def random_pairs(groups: int = 30) -> pd.DataFrame:
    """Groups in three languages; in some languages two groups share a passage or a query."""
    rng = np.random.default_rng(5)

    def text(first: str, number: int) -> str:
        return " ".join([first, f"w{number}", *(f"w{word}" for word in rng.integers(0, 37, 3))])

    rows = [
        [f"g{group}", lang, text("query", 37), text(f"{lang}-{group}", group)]
        for group in range(groups)
        for lang in ("de", "en", "tr")
    ]
    for one, other in ((0, 3), (3, 9), (15, 21)):  # by row: two groups of one language
        rows[other][3] = rows[one][3]
    rows[31][2] = rows[61][2]
    return table([(group, lang, query, passage) for group, lang, query, passage in rows])


def brute_force(pairs: pd.DataFrame, model: SentenceTransformer, spec: Mined) -> list[list[str]]:
    """One query at a time, by the definition in the docstring."""
    answering = {group: {group} for group in pairs["group"]}
    while True:  # groups that share a passage, until nothing is added
        before = sum(map(len, answering.values()))
        for _, same in pairs.groupby("passage"):
            union = set().union(*(answering[group] for group in same["group"]))
            for group in union:
                answering[group] = answering[group] | union
        if sum(map(len, answering.values())) == before:
            break
    query = encode(model, pairs["query"].tolist(), prefix=PROMPTS["query"])
    passage = encode(model, pairs["passage"].tolist(), prefix=PROMPTS["passage"])
    found = []
    for row in range(len(pairs)):
        mates = pairs[pairs["query"] == pairs["query"][row]]
        groups = set().union(*(answering[group] for group in mates["group"]))
        answers = set(pairs["passage"][pairs["group"].isin(groups)])
        pool = pairs if spec.pool == "across" else pairs[pairs["lang"] == pairs["lang"][row]]
        own = set(pool["passage"][pool["query"] == pairs["query"][row]])
        positive = min(float(query[row] @ passage[other]) for other in pool.index if pool["passage"][other] in own)
        scores = {pairs["passage"][other]: float(query[row] @ passage[other]) for other in pool.index}
        extra = len((answers & set(scores)) - own)
        near = sorted(scores, key=lambda text: -scores[text])[: spec.depth + extra + len(own)]
        limit = positive if spec.margin is not None else np.inf
        limit -= spec.margin or 0
        if spec.relative_margin is not None:
            limit = min(limit, positive - abs(positive) * spec.relative_margin)
        if spec.max_score is not None:
            limit = min(limit, spec.max_score)
        allowed = [text for text in near if text not in answers and scores[text] <= limit]
        found.append(allowed[spec.range_min :][: spec.negatives])
    return found


@pytest.mark.parametrize("pool", ["per-language", "across"])
@pytest.mark.parametrize(
    "change",
    [
        {},
        {"negatives": 5, "range_min": 2},
        {"margin": 0.1},
        {"relative_margin": 0.3, "range_max": 8},
        {"max_score": 0.2},
        {"max_score": 0.3, "range_min": 1, "range_max": 12, "negatives": 8, "margin": 0.0},
    ],
)
def test_brute_force_finds_the_same(model: SentenceTransformer, pool: str, change: dict[str, Any]) -> None:
    pairs, wanted = random_pairs(), spec(pool=pool, **change)
    mined = mine(pairs, model, wanted, "new")
    assert mined["negatives"].map(list).tolist() == brute_force(pairs, model, wanted)
    assert (mined["negatives"].map(len) > 0).any()


def test_the_pairs_stay_and_bear_the_new_name(model: SentenceTransformer) -> None:
    pairs = random_pairs()
    mined = mine(pairs, model, spec(), "new")
    same = ["group", "lang", "query", "passage"]
    pd.testing.assert_frame_equal(mined[same], pairs[same])
    assert set(mined["dataset"]) == {"new"}
    assert set(pairs["dataset"]) == {"own"}


def test_passages_of_a_cluster_never_become_negatives(model: SentenceTransformer) -> None:
    # g1 and g2 share their English passage, so the German one of g2 answers g1 too; only g3 is left
    pairs = table(
        [
            ("g1", "en", "w1 w2", "w1"),
            ("g2", "en", "w3", "w1"),
            ("g3", "en", "w4", "w4"),
            ("g1", "de", "w1 w5", "w5 w1"),
            ("g2", "de", "w3 w5", "w5 w1 w2"),
            ("g3", "de", "w4 w5", "w6"),
        ]
    )
    mined = mine(pairs, model, spec(pool="across"), "new").set_index(["group", "lang"])["negatives"]
    assert set(mined["g1", "de"]) == {"w4", "w6"} == set(mined["g1", "en"]) == set(mined["g2", "en"])
    assert set(mined["g3", "en"]) == {"w1", "w5 w1", "w5 w1 w2"}
    mined = mine(pairs, model, spec(), "new").set_index(["group", "lang"])["negatives"]
    assert list(mined["g1", "de"]) == ["w6"]
    assert set(mined["g3", "de"]) == {"w5 w1", "w5 w1 w2"}


def test_one_group_has_no_negatives_and_that_is_no_error(model: SentenceTransformer) -> None:
    mined = mine(table([("g1", "en", "w1", "w2"), ("g1", "de", "w3", "w4")]), model, spec(pool="across"), "new")
    assert mined["negatives"].map(list).tolist() == [[], []]
    assert shortfall(mined, 3) == {
        "pairs": 2,
        "negatives": 3,
        "short": 2,
        "by_language": {"de": {"0": 1}, "en": {"0": 1}},
        "first": [{"group": "g1", "lang": "de"}, {"group": "g1", "lang": "en"}],
    }


def test_cosine_counts_whatever_the_model_declares(model: SentenceTransformer) -> None:
    other = tiny_model(prompts=PROMPTS)
    other.similarity_fn_name = "euclidean"
    pairs = random_pairs(25)
    wanted = spec(margin=0.1)
    pd.testing.assert_frame_equal(mine(pairs, other, wanted, "new"), mine(pairs, model, wanted, "new"))
