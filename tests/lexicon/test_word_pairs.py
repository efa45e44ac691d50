"""Pairs of words in two texts that translate each other."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from small_lexicon import lexicon

from lingmix.lexicon.pairs import WordPairs, word_pairs

LEXICON = lexicon()


def named(first: str, second: str, found: WordPairs) -> list[tuple[str, str]]:
    return [
        (first[slice(*found.first_spans[one])], second[slice(*found.second_spans[other])]) for one, other in found.pairs
    ]


def test_words_are_paired_across_scripts() -> None:
    first, second = "Berlin is the capital of Germany.", "德国的首都是柏林。"
    found = word_pairs(first, second, "en", "zh", LEXICON)
    assert named(first, second, found) == [("Berlin", "柏林"), ("capital", "首都"), ("Germany", "德国")]
    assert len(found.first_spans) == 6
    assert [second[start:end] for start, end in found.second_spans] == ["德国", "的", "首都", "是", "柏林"]
    assert found.pairs == [(0, 4), (3, 2), (5, 0)]


def test_a_run_is_one_unit_on_both_sides() -> None:
    first, second = "New York City is new", "Die Stadt Neu-York ist neu"
    found = word_pairs(first, second, "en", "de", LEXICON)
    assert named(first, second, found) == [("New York City", "Stadt Neu-York"), ("new", "neu")]
    assert found.first_spans == [(0, 13), (14, 16), (17, 20)]


def test_a_word_is_paired_with_every_occurrence_of_its_preferred_translation() -> None:
    first, second = "capital capital", "Kapital Hauptstadt Hauptstadt"
    found = word_pairs(first, second, "en", "de", LEXICON)
    assert found.pairs == [(0, 1), (0, 2), (1, 1), (1, 2)]
    assert word_pairs("capital", "Kapital", "en", "de", LEXICON).pairs == [(0, 0)]


def test_languages_that_the_lexicon_lacks_give_words_without_pairs() -> None:
    found = word_pairs("one two", "un deux", "en", "fr", LEXICON)
    assert found == WordPairs([(0, 3), (4, 7)], [(0, 2), (3, 7)], [])
    assert word_pairs("", "12", "en", "de", LEXICON) == WordPairs([], [], [])


ENGLISH = ["Germany", "capital", "new", "York", "New York", "city", "house"]
GERMAN = ["Deutschland", "Kapital", "Hauptstadt", "neu", "Neu-York", "Stadt", "Haus"]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(ENGLISH)), st.lists(st.sampled_from(GERMAN)))
def test_each_word_is_paired_with_its_first_translation_that_is_there(first: list[str], second: list[str]) -> None:
    one, other = " ".join(first), ", ".join(second)
    found = word_pairs(one, other, "en", "de", LEXICON)
    there = [other[slice(*span)] for span in found.second_spans]
    expected = []
    for number, span in enumerate(found.first_spans):
        known = [word for word in LEXICON.translations(one[slice(*span)], "en", "de") if word in there]
        expected += [(number, place) for place, word in enumerate(there) if known and word == known[0]]
    assert found.pairs == expected
