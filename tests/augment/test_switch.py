"""Switching the words of one text."""

from __future__ import annotations

import pytest
from hand_lexicon import CHINESE, WORDS, lexicon
from hypothesis import given, settings
from hypothesis import strategies as st

from lingmix.augment.switch import Switched, switch

LEXICON = lexicon()
TEXTS = st.lists(st.sampled_from([*WORDS, "house", "12", ","]), max_size=20).map(" ".join)


def switched(text: str, targets: list[str], lang: str = "en", p: float = 1.0, style: str = "bilingual") -> Switched:
    return switch(text, lang, targets, LEXICON, p=p, style=style, key=f"7\0{text}")  # type: ignore[arg-type]


def test_every_word_and_run_is_replaced_at_one() -> None:
    found = switched("The old town, by the Green River (1999).", ["de"])
    assert found == Switched("The deold detown, by the Degreenriver (1999).", 7, 4, 4)


def test_words_without_translation_stay() -> None:
    assert switched("The house", ["de"]) == Switched("The house", 2, 0, 0)
    assert switched("", ["de"]) == Switched("", 0, 0, 0)


def test_a_translation_that_is_the_word_itself_is_none() -> None:
    assert switched("Rome", ["de"]) == Switched("Rome", 1, 0, 0)


def test_no_space_is_lost_or_added_between_spaced_languages_and_others() -> None:
    assert switched("old green river", ["zh"]).text == "老 绿河"


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        ("มีเมืองหลวง", "de", "มี Stadt หลวง"),
        ("เมืองเมือง", "de", "Stadt Stadt"),
        ("(เมือง)", "de", "(Stadt)"),
        ("มีเมืองหลวง", "zh", "มี城市หลวง"),
    ],
)
def test_spaces_come_in_only_where_words_would_run_into_each_other(text: str, target: str, expected: str) -> None:
    assert switched(text, [target], lang="th").text == expected


@settings(deadline=None, max_examples=50)
@given(TEXTS, st.floats(0, 1), st.floats(0, 1), st.sampled_from(["bilingual", "multilingual"]))
def test_words_replaced_at_one_p_are_replaced_at_any_higher(text: str, one: float, other: float, style: str) -> None:
    low, high = sorted((one, other))
    less, more = (switched(text, ["de", "fr"], p=p, style=style) for p in (low, high))
    assert less.replaced <= more.replaced
    assert (less.words, less.translated) == (more.words, more.translated)
    # the words that are left at the higher p are a subsequence of those left at the lower
    rest = iter(less.text.split())
    assert all(word in rest for word in more.text.split() if not word.startswith(("de", "fr")))


@settings(deadline=None, max_examples=50)
@given(TEXTS, st.sampled_from(["bilingual", "multilingual"]))
def test_nothing_is_replaced_at_zero_and_all_at_one(text: str, style: str) -> None:
    nothing = switched(text, ["de", "zh"], p=0, style=style)
    assert (nothing.text, nothing.replaced) == (text, 0)
    everything = switched(text, ["de", "zh"], style=style)
    assert everything.replaced == everything.translated
    assert not {*everything.text.split()} & {*WORDS}


@settings(deadline=None, max_examples=50)
@given(TEXTS)
def test_one_language_for_the_text_or_one_for_each_word(text: str) -> None:
    bilingual = switched(text, ["de", "fr"])
    assert len({word[:2] for word in bilingual.text.split() if word[:2] in ("de", "fr")}) <= 1


def test_languages_are_drawn_evenly() -> None:
    one = [switched(f"old town {number}", ["de", "zh"]).text[:1] == "老" for number in range(1000)]
    assert 430 < sum(one) < 570
    many = switched("old stone " * 500, ["de", "zh"], style="multilingual").text
    assert 430 < many.count("老") + many.count("石") < 570
    assert CHINESE["old"] == "老"


def test_a_share_of_p_is_replaced() -> None:
    found = switched("red town stone " * 1000, ["de", "fr"], p=0.3, style="multilingual")
    # four standard deviations of a binomial
    assert abs(found.replaced - 900) < 4 * (3000 * 0.3 * 0.7) ** 0.5
