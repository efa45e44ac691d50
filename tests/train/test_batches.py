from __future__ import annotations

import pandas as pd
import pytest
from small import pairs_table, parallel_pairs

from lingmix.errors import LingmixError
from lingmix.train.batches import rows_digest, training_rows


def plan_of(rows: list[tuple[str, str, str, str]]) -> pd.DataFrame:
    columns = ["dataset", "group", "query_lang", "passage_lang"]
    return pd.DataFrame(rows, columns=columns).astype("category")


PAIRS = [parallel_pairs(2, ["de", "en"], "one"), parallel_pairs(2, ["de", "en"], "two")]
PLAN = plan_of(
    [("two", "g1", "de", "en"), ("one", "g0", "en", "en"), ("one", "g1", "en", "de"), ("two", "g1", "en", "en")]
)


def test_query_and_passage_come_in_the_languages_of_the_plan_and_in_its_order() -> None:
    rows = training_rows(PLAN, PAIRS)
    assert rows["query"].tolist() == ["g1 de?", "g0 en?", "g1 en?", "g1 en?"]
    assert rows["passage"].tolist() == ["two 1 en", "one 0 en", "one 1 de", "two 1 en"]
    assert rows.columns.tolist() == ["query", "passage", "label"]


def test_labels_tell_groups_apart_over_data_sets() -> None:
    label = training_rows(PLAN, PAIRS)["label"].tolist()
    assert label[0] == label[3]
    assert len(set(label)) == 3


def test_hard_negatives_come_in_the_language_of_the_passage() -> None:
    rows = training_rows(PLAN, PAIRS, 2)
    assert rows.columns.tolist() == ["query", "passage", "negative_1", "negative_2", "label"]
    assert rows["negative_2"].tolist() == ["no en 2", "no en 2", "no de 2", "no en 2"]
    assert training_rows(PLAN, PAIRS, 1).columns.tolist() == ["query", "passage", "negative_1", "label"]


def test_too_few_negatives_are_an_error_that_names_the_pairs() -> None:
    with pytest.raises(
        LingmixError, match=r"train.hard_negatives is 3(.|\n)*data set 'two', group 'g1', language 'en'"
    ):
        training_rows(PLAN, PAIRS, 3)


@pytest.mark.parametrize("row", [("one", "g9", "de", "en"), ("one", "g0", "fr", "en"), ("one", "g0", "en", "fr")])
def test_a_pair_that_the_data_lacks_is_an_error(row: tuple[str, str, str, str]) -> None:
    with pytest.raises(LingmixError, match=rf"group '{row[1]}' of data set 'one' in {row[2]}–{row[3]}"):
        training_rows(plan_of([row]), PAIRS)


def test_the_digest_is_of_the_rows_and_their_order() -> None:
    rows = training_rows(PLAN, PAIRS)
    other = [pairs_table([("g0", "en", "other"), ("g1", "en", "x"), ("g1", "de", "y")], "one"), PAIRS[1]]
    digests = {rows_digest(frame) for frame in (rows, rows.iloc[::-1], rows[:3], training_rows(PLAN, other))}
    assert len(digests) == 4
    assert rows_digest(rows) == rows_digest(training_rows(PLAN, PAIRS))
