"""Where words are, in scripts with and without spaces."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingmix.errors import LingmixError
from lingmix.words import _breaker, capitalised, fold, is_spaced, words


def cut(text: str, lang: str) -> list[str]:
    return [text[start:end] for start, end in words(text, lang)]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "O'Neill won't sell 3.5 e-mails (12%).", ["O'Neill", "won't", "sell", "e", "mails"]),
        ("de", "Straßenbahn, U-Bahn", ["Straßenbahn", "U", "Bahn"]),
        ("zh", "德国的首都是柏林，1999年。", ["德国", "的", "首都", "是", "柏林", "年"]),
        ("ja", "東京は日本の首都", ["東京", "は", "日本", "の", "首都"]),
        ("th", "ประเทศไทยมีเมืองหลวงคือกรุงเทพมหานคร", ["ประเทศไทย", "มี", "เมือง", "หลวง", "คือ", "กรุงเทพมหานคร"]),
        ("hi", "भारत की राजधानी नई दिल्ली है।", ["भारत", "की", "राजधानी", "नई", "दिल्ली", "है"]),
        ("ar", "عاصمة ألمانيا هي بَرْلِين؟", ["عاصمة", "ألمانيا", "هي", "بَرْلِين"]),
        ("vi", unicodedata.normalize("NFD", "Việt Nam"), [unicodedata.normalize("NFD", "Việt"), "Nam"]),
        ("en", "a 👨‍👩‍👧 family 😀 in 北京", ["a", "family", "in", "北京"]),
        ("en", " 12 + 5 = 17!", []),
        ("en", "", []),
    ],
)
def test_known_words(lang: str, text: str, expected: list[str]) -> None:
    assert cut(text, lang) == expected


@settings(deadline=None, max_examples=50)
@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["en", "th", "zh", "hi"]))
def test_spans_are_in_order_and_hold_every_letter(text: str, lang: str) -> None:
    spans = words(text, lang)
    ends = [0, *(place for span in spans for place in span), len(text)]
    assert ends == sorted(ends)
    inside = {place for start, end in spans for place in range(start, end)}
    assert not [char for place, char in enumerate(text) if char.isalpha() and place not in inside]
    assert all(any(char.isalpha() for char in text[start:end]) for start, end in spans)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(["हिन्दी", "क्षत्रिय", "بَرْلِين", "Nội", "कि"]), min_size=1))
def test_marks_are_never_cut_off(parts: list[str]) -> None:
    text = unicodedata.normalize("NFD", " ".join(parts))
    assert cut(text, "hi") == text.split()


def test_folding_ignores_case_composition_and_spaces() -> None:
    assert fold("STRASSE", "de") == fold("Straße", "de")
    assert fold("Vie\u0323\u0302t  Nam\n", "vi") == "việt nam"
    assert fold("ΟΔΟΣ", "el") == fold("οδός".replace("ό", "ο"), "el")
    assert fold("İSTANBUL", "tr") == fold("istanbul", "tr") != fold("ISTANBUL", "tr")


def test_capitals_follow_the_target_language() -> None:
    assert [capitalised("istanbul", lang) for lang in ("tr", "en")] == ["İstanbul", "Istanbul"]
    assert capitalised("柏林", "zh") == "柏林"
    assert capitalised("", "en") == ""


def test_spaced_languages() -> None:
    assert [is_spaced(lang) for lang in ("en", "zh-Hant", "th", "vi")] == [True, False, False, True]


def test_without_its_library_finding_words_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "icu4py.breakers", None)
    _breaker.cache_clear()
    with pytest.raises(LingmixError, match="pip install icu4py"):
        words("a", "en")
    monkeypatch.undo()
    assert words("a", "en") == [(0, 1)]
