from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingmix.data.tables import Retrieval
from lingmix.leakage.texts import evaluated, normalised, trained


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Who wrote  “Faust”?", "who wrote faust"),
        ("Straße 12", "STRASSE １２"),
        ("ﬁne—really", "fine really"),
        ("Ἀθῆναι", "ἀθῆναι"),
        ("你好，世界！", "你好 世界"),
        ("cafe\u0301 au lait", "café au lait"),
        ("cafe\u00ad\u0301 au lait", "café au lait"),
        ("你好 世界", "你好世界"),
        ("在Windows 10 中", "在 Windows 10中"),
        ("ภาษา\u200bไทย ดี", "ภาษาไทยดี"),
        ("co\u00adoperate", "cooperate"),
        ("می\u200cدانم", "میدانم"),
        ("I ❤\ufe0f it", "I ❤ it"),
    ],
)
def test_writing_alone_makes_no_difference(one: str, other: str) -> None:
    assert normalised(one) == normalised(other) != ""


@pytest.mark.parametrize(("one", "other"), [("1.5", "15"), ("เขา", "เข้า"), ("resume", "résumé"), ("ab c", "abc")])
def test_other_letters_marks_and_words_do(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


@given(st.text())
def test_what_is_normalised_stays_so(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


def benchmark() -> Retrieval:
    queries = [
        ("g1", "en", "Who wrote the long letter?"),
        ("g1", "de", "Wer?"),
        ("g2", "en", "Where is the old bridge?"),
    ]
    passages = [
        ("p1", "en", "It was written by a clerk."),
        ("p2", "en", "Nobody asks for this sentence."),
        ("p3", "de", "Ein Schreiber hat ihn geschrieben."),
    ]
    return Retrieval(
        pd.DataFrame(queries, columns=["group", "lang", "text"]),
        pd.DataFrame(passages, columns=["passage", "lang", "text"]),
        pd.DataFrame(
            [("g1", "en", "p1"), ("g1", "de", "p3"), ("g2", "en", "p1")], columns=["group", "lang", "passage"]
        ),
    )


def test_queries_and_relevant_passages_are_compared_unless_too_short() -> None:
    found = evaluated(benchmark(), "bench")
    assert found[["side", "lang", "id", "group"]].values.tolist() == [
        ["query", "en", "g1", "g1"],
        ["query", "en", "g2", "g2"],
        ["passage", "en", "p1", "g1"],
        ["passage", "de", "p3", "g1"],
    ]
    assert found["key"].iloc[0] == "who wrote the long letter"


def test_the_shortest_text_that_is_compared_has_twenty_bytes() -> None:
    pairs = pd.DataFrame(
        [("a", "en", "x" * 20, "y" * 19), ("b", "el", "δ" * 10, "δ" * 9)], columns=["group", "lang", "query", "passage"]
    )
    assert trained(pairs)["key"].tolist() == ["x" * 20, "δ" * 10]


def test_training_texts_are_distinct_on_each_side() -> None:
    pairs = pd.DataFrame(
        [
            ("a", "en", "Who wrote the long letter?", "It was written by a clerk."),
            ("b", "en", "who wrote the long letter", "Yes."),
            ("c", "en", "It was written by a clerk?", "It was written by a clerk!"),
        ],
        columns=["group", "lang", "query", "passage"],
    )
    found = trained(pairs)
    assert found[["side", "group", "key"]].values.tolist() == [
        ["query", "a", "who wrote the long letter"],
        ["query", "c", "it was written by a clerk"],
        ["passage", "a", "it was written by a clerk"],
    ]
