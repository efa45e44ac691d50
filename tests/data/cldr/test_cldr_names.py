from __future__ import annotations

import re

import pytest

from lingmix.data.cldr.names import SCRIPTS, names
from lingmix.data.cldr.relations import LANGUAGES

KINDS = ("territory", "language", "currency", "script", "place", "timezone")


@pytest.mark.parametrize("kind", KINDS)
def test_every_entity_has_a_name_in_every_language(kind):
    table = names(kind)
    assert len(table) > 100
    assert all(tuple(sorted(row)) == LANGUAGES and all(row.values()) for row in table.values())


@pytest.mark.parametrize("kind", KINDS)
def test_names_are_written_in_the_script_of_their_language(kind):
    for code, row in names(kind).items():
        for lang, letters in SCRIPTS.items():
            assert re.search(f"[{letters}]", row[lang]), (code, lang)
            assert not re.search(r"[A-Za-z]", row[lang]), (code, lang)


def test_entities_without_a_translated_name_are_left_out():
    # Babel 2.18 knows "CFP franc" in Hindi and "N’Ko" in Chinese only with Latin letters.
    assert "XPF" not in names("currency")
    assert "Nkoo" not in names("script")


def test_places_use_exemplar_cities_and_fall_back_on_the_identifier():
    assert names("place")["Europe/Vienna"]["de"] == "Wien"
    assert names("place")["Europe/Vienna"]["en"] == "Vienna"
    assert names("place")["Asia/Kolkata"]["en"] == "Kolkata"
    assert names("place")["America/New_York"]["vi"] == "New York"


def test_class_nouns_fit_into_a_sentence():
    assert names("language")["ja"]["vi"] == "tiếng Nhật"
    assert names("language")["ja"]["th"] == "ญี่ปุ่น"
