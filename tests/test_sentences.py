"""Where sentences end, and how they are put together again."""

from __future__ import annotations

import pytest

from lingmix.sentences import joined, sentences


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "It rains. It pours!  Does it?", ["It rains.", "It pours!", "Does it?"]),
        ("en", "  One only ", ["One only"]),
        ("en", "Dr. Smith met Mr. Jones. They spoke.", ["Dr. Smith met Mr. Jones.", "They spoke."]),
        ("en", "Open at 3.5 km. See www.x.org now.", ["Open at 3.5 km.", "See www.x.org now."]),
        ("en", "a title\nThe text.", ["a title", "The text."]),
        ("en", "It ends with Dr.", ["It ends with Dr."]),
        ("en", "Dr.", ["Dr."]),
        ("zh", "法国的首都是巴黎。它很大。", ["法国的首都是巴黎。", "它很大。"]),
        ("hi", "यह एक है। वह दो है।", ["यह एक है।", "वह दो है।"]),
        ("ar", "هل هو هنا؟ نعم.", ["هل هو هنا؟", "نعم."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(lang: str, text: str, expected: list[str]) -> None:
    assert sentences(text, lang) == expected


def test_no_character_is_lost_but_space() -> None:
    text = "Mr. X. came.\n\nThen?! “Well …” he said: A. B. C. and so on. 1. One 2. Two e.g. Three"
    assert "".join("".join(sentences(text, "en")).split()) == "".join(text.split())


def test_sentences_are_joined_as_the_language_writes_them() -> None:
    assert joined(["Eins.", "Zwei."], "de") == "Eins. Zwei."
    assert joined(["一。", "二。"], "zh-Hant") == "一。二。"
    assert joined(["หนึ่ง", "สอง"], "th") == "หนึ่ง สอง"
