"""Looking words up, in both directions and as runs."""

from __future__ import annotations

import unicodedata

import pytest
from small_lexicon import lexicon, table

from lingmix.errors import LingmixError
from lingmix.lexicon.lookup import Lexicon
from lingmix.lexicon.table import lexicon_table, summary
from lingmix.words import words


def longest(text: str, first: int, source: str, target: str) -> tuple[int, list[str]]:
    return lexicon().longest(text, words(text, source), first, source, target)


def test_preferred_translations_come_first_and_case_does_not_matter() -> None:
    assert lexicon().translations("CAPITAL", "en", "de") == ["Hauptstadt", "Kapital"]


def test_an_entry_serves_both_directions_its_own_first() -> None:
    assert lexicon().translations("kapital", "de", "en") == ["funds", "capital"]
    assert lexicon().translations("德国", "zh", "en") == ["Germany"]
    assert lexicon().translations("首都", "zh", "de") == ["Hauptstadt"]


def test_unknown_words_and_pairs_have_no_translation() -> None:
    assert lexicon().translations("house", "en", "de") == []
    assert lexicon().translations("Germany", "en", "fr") == []


def test_the_first_lexicon_comes_first_even_turned_round() -> None:
    first = table([("de", "Stadt", "en", "town"), ("de", "Stadt", "en", "city")])
    second = table([("en", "town", "de", "Ort"), ("en", "city", "de", "Großstadt")])
    both = Lexicon([first, second])
    assert both.translations("town", "en", "de") == ["Stadt", "Ort"]
    assert both.translations("city", "en", "de") == ["Stadt", "Großstadt"]


def test_only_the_languages_asked_for_are_kept() -> None:
    assert Lexicon([table()], languages={"en", "zh"}).pairs == [("en", "zh"), ("zh", "en")]


@pytest.mark.parametrize(
    ("text", "first", "expected"),
    [
        ("In new  york city life", 1, (3, ["Stadt Neu-York"])),
        ("In New York life", 1, (2, ["Neu-York"])),
        ("a New Yorker", 1, (1, ["neu"])),
        ("New, York", 0, (1, ["neu"])),
        ("the new", 1, (1, ["neu"])),
        ("old York", 1, (1, [])),
    ],
)
def test_the_longest_run_of_words_counts(text: str, first: int, expected: tuple[int, list[str]]) -> None:
    assert longest(text, first, "en", "de") == expected


def test_a_run_is_found_in_decomposed_letters() -> None:
    found = Lexicon([table([("vi", "thủ đô Hà Nội", "en", "Hanoi")])])
    text = unicodedata.normalize("NFD", "Thủ đô Hà Nội")
    assert len(text) > len("Thủ đô Hà Nội")
    assert found.longest(text, words(text, "vi"), 0, "vi", "en") == (4, ["Hanoi"])


def test_the_full_stop_of_an_abbreviation_does_not_matter() -> None:
    found = Lexicon([table([("en", "U.S.", "de", "USA")])])
    text = "the U.S. army"
    assert found.longest(text, words(text, "en"), 1, "en", "de") == (1, ["USA"])
    assert found.translations("U.S.", "en", "de") == found.translations("U.S", "en", "de") == ["USA"]


def test_an_entry_may_be_cut_differently_inside_a_text_without_spaces() -> None:
    found = Lexicon([table([("th", "เมืองหลวง", "en", "capital")])])
    text = "มีเมืองหลวงคือ"
    spans = words(text, "th")
    assert [text[start:end] for start, end in spans] == ["มี", "เมือง", "หลวง", "คือ"]
    assert found.longest(text, spans, 1, "th", "en") == (2, ["capital"])


def test_a_pair_without_entries_is_named_with_the_line_and_what_there_is() -> None:
    lexicon().require([("de", "en"), ("zh", "de")], "objectives.x.token_alignment")
    with pytest.raises(LingmixError) as caught:
        lexicon().require([("de", "en"), ("th", "de"), ("de", "th")], "objectives.x.token_alignment")
    assert str(caught.value) == (
        "objectives.x.token_alignment: no lexicon has entries for the languages de-th; "
        "pairs that it has: de-en, de-zh, en-th, en-zh"
    )


def test_targets() -> None:
    assert lexicon().targets("en") == ["de", "th", "zh"]
    assert lexicon().targets("fr") == []


def test_a_table_is_clean_and_without_repetition() -> None:
    rows = [
        ("en", " a  b ", "de", "x"),
        ("en", "a b", "de", "x"),
        ("en", "a", "en", "b"),
        ("en", " ", "de", "y"),
        ("de", "x", "en", "a b"),
        ("vi", "o\u0302", "en", "z"),
    ]
    found = lexicon_table(rows, where="lexicons.x")
    assert found.to_numpy().tolist() == [["en", "a b", "de", "x"], ["de", "x", "en", "a b"], ["vi", "ô", "en", "z"]]
    assert summary(found) == {"de-en": 1, "en-de": 1, "vi-en": 1}
    with pytest.raises(LingmixError, match=r"lexicons\.x: this lexicon has no entries"):
        lexicon_table(rows[2:4], where="lexicons.x")
