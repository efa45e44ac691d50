from __future__ import annotations

import pandas as pd

from lingmix.data.tables import Retrieval
from lingmix.leakage.find import COLUMNS, overlap
from lingmix.leakage.texts import evaluated, trained


def test_each_text_is_found_once_with_its_most_similar_training_text(benchmark: Retrieval, pairs: pd.DataFrame) -> None:
    found = overlap(evaluated(benchmark, "bench"), "train", trained(pairs))
    assert tuple(found.columns) == COLUMNS
    shown = ["side", "kind", "lang", "id", "training_side", "training_group"]
    # g2 is near the query of t2, but is the passage of t3
    assert found[shown].values.tolist() == [
        ["query", "exact", "en", "g1", "query", "t1"],
        ["query", "exact", "en", "g2", "passage", "t3"],
        ["passage", "exact", "en", "p2", "passage", "t2"],
    ]
    assert found["similarity"].tolist() == [1, 1, 1]


def test_near_duplicates_bear_their_similarity(benchmark: Retrieval, pairs: pd.DataFrame) -> None:
    found = overlap(evaluated(benchmark, "bench"), "train", trained(pairs.iloc[:2]))
    (near,) = found[found["kind"] == "near"].to_dict("records")
    assert (near["id"], near["training_group"]) == ("g2", "t2")
    assert 0.8 <= near["similarity"] < 1


def test_of_several_near_duplicates_the_most_similar_is_named(benchmark: Retrieval) -> None:
    pairs = pd.DataFrame(
        [
            ("far", "en", "So how high is that mountain behind the village?", "a"),
            ("closest", "en", "How high is the mountain behind the villages?", "b"),
            ("close", "en", "Well how high is the mountain behind the village?", "c"),
        ],
        columns=["group", "lang", "query", "passage"],
    )
    texts = evaluated(benchmark, "bench")
    alone = {row: overlap(texts, "train", trained(pairs.iloc[[row]]))["similarity"].tolist() for row in (1, 2)}
    assert alone[1] > alone[2]
    for order in ([0, 1, 2], [2, 1, 0]):
        (near,) = overlap(texts, "train", trained(pairs.iloc[order])).to_dict("records")
        assert (near["training_group"], [near["similarity"]]) == ("closest", alone[1])


def test_several_benchmarks_together_are_what_they_are_alone(benchmark: Retrieval, pairs: pd.DataFrame) -> None:
    one = evaluated(benchmark, "one")
    # ids that are there twice within a benchmark too are none of this function's business
    other = pd.concat([one[one["side"] == "query"]] * 2, ignore_index=True).assign(benchmark="other")
    known = trained(pairs.iloc[:2])
    together = overlap(pd.concat([other, one], ignore_index=True), "train", known)
    alone = [overlap(frame, "train", known) for frame in (other, one)]
    assert [len(frame) for frame in alone] == [4, 3]
    pd.testing.assert_frame_equal(together, pd.concat(alone, ignore_index=True))


def test_nothing_in_common_is_an_empty_table(benchmark: Retrieval, pairs: pd.DataFrame) -> None:
    found = overlap(evaluated(benchmark, "bench"), "train", trained(pairs.iloc[:0].astype("str")))
    assert found.empty
    assert tuple(found.columns) == COLUMNS
