from __future__ import annotations

import pandas as pd

from lingmix.data.tables import Retrieval
from lingmix.leakage.find import COLUMNS, overlap
from lingmix.leakage.groups import with_groups
from lingmix.leakage.texts import evaluated, trained


def shown(found: pd.DataFrame) -> list[list[str]]:
    columns = ["kind", "lang", "id", "training_side", "training_lang", "training_group"]
    return [list(row) for row in found.loc[found["side"] == "query", columns].itertuples(index=False)]


def overlapping(benchmark: Retrieval, pairs: pd.DataFrame, same: pd.DataFrame | None = None) -> pd.DataFrame:
    found = overlap(evaluated(benchmark, "bench"), "train", trained(pairs))
    return with_groups(found, benchmark.queries, "bench", "train", same)


def test_a_query_that_training_has_is_there_in_every_language(benchmark: Retrieval, pairs: pd.DataFrame) -> None:
    found = overlapping(benchmark, pairs.iloc[:1])
    assert tuple(found.columns) == COLUMNS
    assert shown(found) == [
        ["exact", "en", "g1", "query", "en", "t1"],
        ["group", "de", "g1", "query", "en", "t1"],
        ["group", "fr", "g1", "query", "en", "t1"],  # too short to be compared
    ]
    assert found["similarity"].isna().tolist() == [False, True, True]
    assert found["text"].tolist()[1:] == ["Wer hat den langen Brief geschrieben?", "Qui?"]


def test_a_near_duplicate_is_no_group(benchmark: Retrieval, pairs: pd.DataFrame) -> None:
    assert [row[:3] for row in shown(overlapping(benchmark, pairs.iloc[1:2]))] == [["near", "en", "g2"]]


def test_groups_of_the_same_numbers_are_found_without_any_text_in_common(benchmark: Retrieval) -> None:
    pairs = pd.DataFrame(
        [("g2", "de", "Wie hoch ist der Berg hinter dem Dorf?", "Neunhundert Meter, so sagt man.")],
        columns=["group", "lang", "query", "passage"],
    )
    assert overlapping(benchmark, pairs).empty
    assert shown(overlapping(benchmark, pairs, pairs)) == [["group", "en", "g2", "query", "de", "g2"]]


def test_a_query_is_listed_once(benchmark: Retrieval, pairs: pd.DataFrame) -> None:
    numbered = pairs.assign(group=["g1", "g2", "g3"]).iloc[:2]
    found = overlapping(benchmark, numbered, numbered)
    # g2 is a near duplicate too
    assert [row[:3] for row in shown(found)] == [
        ["exact", "en", "g1"],
        ["group", "de", "g1"],
        ["group", "fr", "g1"],
        ["group", "en", "g2"],
    ]
    assert (found["side"] == "passage").sum() == 1
