from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tiny_rows import GROUPS, SIZE, STEPS, make_rows, pairs, plan, texts

from lingmix.errors import LingmixError
from lingmix.train.rows import NONE, joined, training_rows


def test_rows_are_the_plans_in_its_order() -> None:
    table, drawn = pairs(negatives=2), plan()
    rows = training_rows(drawn, [table], 1)
    assert len(rows) == SIZE * STEPS
    by_key = table.set_index(["group", "lang"])
    for number, row in enumerate(drawn.itertuples()):
        assert rows.texts[rows.query[number]] == by_key.loc[(row.group, "de"), "query"]
        assert rows.texts[rows.passage[number]] == by_key.loc[(row.group, "en"), "passage"]
        assert texts(rows, rows.negatives[number]) == by_key.loc[(row.group, "en"), "negatives"][:1]
        if pd.isna(row.translation_lang):
            assert rows.translation[number] == NONE
            assert rows.translation_lang[number] == NONE
        else:
            assert rows.texts[rows.translation[number]] == by_key.loc[(row.group, "en"), "query"]
        assert [rows.languages[code] for code in (rows.query_lang[number], rows.passage_lang[number])] == ["de", "en"]
        # where a teacher's vectors of this row stand
        assert table.iloc[rows.query_pair[number]]["query"] == rows.texts[rows.query[number]]
        assert table.iloc[rows.passage_pair[number]]["passage"] == rows.texts[rows.passage[number]]
    assert (rows.group == np.arange(SIZE * STEPS) % GROUPS).all()
    assert len(set(rows.texts)) == len(rows.texts)


def test_pairs_are_numbered_through_all_data_sets() -> None:
    tables = [pairs(groups=3, dataset="first"), pairs(dataset="second")]
    rows = training_rows(plan(dataset="second"), tables)
    everything = pd.concat(tables, ignore_index=True)
    assert (everything.iloc[rows.query_pair]["dataset"] == "second").all()
    assert everything.iloc[rows.query_pair]["query"].tolist() == texts(rows, rows.query)


def test_groups_of_one_name_in_two_data_sets_are_two() -> None:
    drawn = pd.concat([plan(1, dataset="first"), plan(1, dataset="second")], ignore_index=True)
    rows = training_rows(drawn, [pairs(dataset="second"), pairs(dataset="first", words=30)])
    assert len(set(rows.group)) == 2 * SIZE
    # the second table in the list holds the plan's first rows
    assert (rows.query_pair[:SIZE] >= 2 * GROUPS).all()
    assert (rows.passage_pair[SIZE:] < 2 * GROUPS).all()
    assert texts(rows, rows.query[:SIZE]) == pairs(words=30)["query"].iloc[0 : 2 * SIZE : 2].tolist()


def test_a_translation_that_the_data_lack_is_an_error_too() -> None:
    table = pairs()
    table = table[~((table["group"] == "g1") & (table["lang"] == "en"))]
    drawn = plan().assign(passage_lang="de")
    with pytest.raises(LingmixError, match="group 'g1' of data set 'own' in en, which"):
        training_rows(drawn, [table])


def test_a_pair_that_the_data_lack_is_named() -> None:
    with pytest.raises(LingmixError, match=r"group 'g13' of data set 'own' in de and en, which"):
        training_rows(plan(), [pairs(groups=13)])


def test_too_few_negatives_are_named_for_pairs_in_use_only() -> None:
    table = pairs(negatives=2)
    table.at[0, "negatives"] = []  # g0 in German, whose passage no row takes
    training_rows(plan(), [table], 2)
    table.at[3, "negatives"] = ["w1"]
    with pytest.raises(LingmixError, match=r"hard_negatives is 2(.|\n)*group 'g1', language 'en'"):
        training_rows(plan(), [table], 2)


def test_a_digest_changes_with_texts_order_and_translations() -> None:
    digest = make_rows().digest()
    assert digest == make_rows().digest()
    other = pairs()
    other.loc[0, "query"] = "w39 w39 w39"
    shuffled = plan().iloc[::-1].reset_index(drop=True)
    untranslated = plan().assign(translation_lang=None)
    for rows in (
        training_rows(plan(), [other]),
        training_rows(shuffled, [pairs()]),
        training_rows(untranslated, [pairs()]),
        make_rows(negatives=1),
    ):
        assert rows.digest() != digest


@pytest.mark.parametrize(
    "field", ["query", "passage", "translation", "negatives", "group", "query_lang", "passage_lang", "translation_lang"]
)
def test_a_digest_changes_with_each_column(field: str) -> None:
    rows = make_rows(negatives=1)
    numbers = getattr(rows, field).copy()
    numbers[1] += 1
    assert replace(rows, **{field: numbers}).digest() != rows.digest()


def test_joined_rows_keep_the_first_and_add_the_second() -> None:
    first, second = make_rows(negatives=1), training_rows(plan(2), [pairs(words=20)])
    both = joined(first, second)
    assert len(both) == len(first) + len(second)
    for rows, start in ((first, 0), (second, len(first))):
        part = slice(start, start + len(rows))
        assert texts(both, both.query[part]) == texts(rows, rows.query)
        assert texts(both, both.passage[part]) == texts(rows, rows.passage)
        assert [both.languages[code] for code in both.query_lang[part]] == [rows.languages[c] for c in rows.query_lang]
    assert set(both.group[: len(first)]).isdisjoint(both.group[len(first) :])
    assert (both.negatives[len(first) :] == NONE).all()
    assert (both.translation[len(first) :] == NONE).all()
    assert (both.query_pair[len(first) :] == NONE).all()


def test_joined_rows_number_the_languages_of_both() -> None:
    english, french = pairs(), pairs(words=20).replace({"lang": {"de": "aa", "en": "fr"}})
    first = training_rows(plan(), [english])
    second = training_rows(plan(2).assign(query_lang="fr", passage_lang="aa", translation_lang=None), [french])
    both = joined(first, second)
    assert both.languages == ["aa", "de", "en", "fr"]
    end = len(first)
    named = [[both.languages[code] for code in codes] for codes in (both.query_lang, both.passage_lang)]
    assert named[0] == ["de"] * end + ["fr"] * len(second)
    assert named[1] == ["en"] * end + ["aa"] * len(second)
    assert [both.languages[code] for code in both.translation_lang[:end] if code != NONE] == ["en"] * (end // 2)
    assert len(set(both.texts)) == len(both.texts)
    assert texts(both, both.passage[end:]) == texts(second, second.passage)
