from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from lingmix.data.cldr.build import build, entities, items
from lingmix.data.cldr.names import SCRIPTS
from lingmix.data.cldr.relations import LANGUAGES
from lingmix.data.sets.cldr_qa import DATASETS


@pytest.fixture(scope="module")
def tables():
    return {dataset.name: dataset.retrieval(Path()) for dataset in DATASETS}


@pytest.fixture(scope="module", params=["cldr-qa/train", "cldr-qa/test"])
def table(request, tables):
    return tables[request.param]


def text(frame, key, value, lang):
    return frame[(frame[key] == value) & (frame["lang"] == lang)]["text"].item()


def test_splits_are_as_large_as_promised(tables):
    assert 1200 <= tables["cldr-qa/train"].queries["group"].nunique() <= 2500
    assert 200 <= tables["cldr-qa/test"].queries["group"].nunique() <= 600


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.name)
def test_splits_state_what_they_hold(dataset, tables):
    made = tables[dataset.name]
    assert (dataset.groups, dataset.asked, dataset.size) == (
        made.queries["group"].nunique(),
        len(made.queries),
        len(made.passages),
    )


def test_every_group_has_one_question_and_one_passage_in_every_language(table):
    for frame in (table.queries, table.qrels):
        sizes = frame.groupby("group")["lang"].agg(["size", "nunique"])
        assert (sizes == len(LANGUAGES)).all().all()
    assert len(table.passages) == len(table.queries)


def test_no_text_occurs_twice_in_a_language_even_across_splits(tables):
    for part in ("queries", "passages"):
        both = pd.concat([getattr(table, part) for table in tables.values()])
        assert not both.duplicated(["lang", "text"]).any()


def test_ids_are_ascii_and_tell_language_relation_and_entity(table):
    assert table.passages["passage"].str.fullmatch(r"[a-z]{2}:[a-z]+-[a-z]+:[A-Za-z_/-]+").all()
    assert (table.qrels["passage"] == table.qrels["lang"] + ":" + table.qrels["group"]).all()
    assert set(table.passages["context"]) == {""}


def test_splits_share_entities_but_no_relation():
    train, test = items("train"), items("test")
    assert not {item.relation for item in train} & {item.relation for item in test}
    seen = {entity for item in train for entity in entities(item)}
    assert {entity for item in test for entity in entities(item)} <= seen


def test_no_training_group_joins_the_entities_of_a_test_group():
    train = {frozenset(entities(item)) for item in items("train")}
    assert not [item for item in items("test") if frozenset(entities(item)) in train]


def test_no_placeholder_is_left(table):
    for frame in (table.queries, table.passages):
        assert not frame["text"].str.contains(r"[{}]").any()


def test_non_latin_languages_hold_no_latin_letters(table):
    for frame in (table.queries, table.passages):
        foreign = frame[frame["lang"].isin(SCRIPTS)]
        assert not foreign["text"].str.contains(r"[A-Za-z]").any()
        for lang, letters in SCRIPTS.items():
            assert foreign[foreign["lang"] == lang]["text"].map(lambda t, s=letters: bool(re.search(f"[{s}]", t))).all()


def test_two_builds_are_identical(tables):
    again = build("test")
    for part in ("queries", "passages", "qrels"):
        pd.testing.assert_frame_equal(getattr(again, part), getattr(tables["cldr-qa/test"], part))


def test_phrasing_is_not_parallel_across_languages(tables):
    frame = tables["cldr-qa/test"].queries
    frame = frame[frame["group"].str.startswith("territory-language:")].set_index(["lang", "group"])["text"]
    english = frame["en"].str.contains("official language")
    spanish = frame["es"].str.contains("cuál es allí la lengua oficial")
    counts = Counter(zip(english, spanish, strict=True))
    assert min(counts[pair] for pair in ((True, True), (True, False), (False, True), (False, False))) > 0


@pytest.mark.parametrize(
    ("group", "lang", "subject", "answer"),
    [
        ("territory-currency:JP", "en", "Japan", "Japanese Yen"),
        ("territory-currency:JP", "de", "Japan", "Japanischer Yen"),
        ("territory-currency:JP", "ru", "Япония", "японская иена"),
        ("city-territory:Europe/Vienna", "zh", "维也纳", "奥地利"),
        ("city-territory:Europe/Vienna", "ar", "فيينا", "النمسا"),
    ],
)
def test_hand_checked_names_appear_in_question_and_passage(tables, group, lang, subject, answer):
    train = tables["cldr-qa/train"]
    question, passage = (
        text(train.queries, "group", group, lang),
        text(train.passages, "passage", f"{lang}:{group}", lang),
    )
    assert subject in question
    assert answer not in question
    assert subject in passage
    assert answer in passage


def test_places_named_like_their_territory_are_left_out():
    groups = {item.group for split in ("train", "test") for item in items(split)}
    assert "city-territory:Asia/Tokyo" in groups
    assert "city-territory:Asia/Singapore" not in groups
    assert "city-currency:Europe/Luxembourg" not in groups


def test_training_pairs_come_from_the_same_texts(tables):
    pairs = DATASETS[0].pairs(Path())
    assert len(pairs) == len(tables["cldr-qa/train"].queries)
    assert set(pairs["dataset"]) == {"cldr-qa/train"}


def test_importing_the_registry_entry_loads_neither_pandas_nor_babel():
    code = "import sys, lingmix.data.sets.cldr_qa; print(sorted({'pandas', 'babel'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
