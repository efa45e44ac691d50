"""Code-switching of tables of pairs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hand_lexicon import WORDS, lexicon, pairs
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lingmix.augment.code_switching import code_switch
from lingmix.config.augmentation import CodeSwitching
from lingmix.data import registry
from lingmix.data.tables import PAIRS
from lingmix.errors import LingmixError
from lingmix.lexicon import cldr
from lingmix.lexicon.lookup import Lexicon
from lingmix.lexicon.table import lexicon_table

LEXICON = lexicon()
TEXT = st.lists(st.sampled_from([*WORDS, "house", "tree"]), min_size=1, max_size=8).map(" ".join)


def spec(**values: object) -> CodeSwitching:
    given = {"kind": "code-switching", "lexicons": ["hand"], "sources": ["en"], "p": 0.5} | values
    return CodeSwitching.model_validate(given)


def table(texts: list[tuple[str, str]]) -> pd.DataFrame:
    return pairs(
        [(f"g{number}", "en", query, passage, [passage + " x"]) for number, (query, passage) in enumerate(texts)]
    )


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    texts = draw(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=6))
    frame = table([("old", "old"), *texts])
    foreign = pairs([("g0", "el", "παλιό", "παλιά πόλη", [])])
    return pd.concat([frame, foreign], ignore_index=True)[list(PAIRS)]


def plain(frame: pd.DataFrame) -> list[list[object]]:
    return [[list(cell) if isinstance(cell, list | np.ndarray) else cell for cell in row] for row in frame.to_numpy()]


@settings(deadline=None, max_examples=50)
@given(tables(), st.sampled_from(["bilingual", "multilingual"]), st.randoms(), st.integers(0, 5))
def test_the_order_of_rows_does_not_matter(frame: pd.DataFrame, style: str, random: object, seed: int) -> None:
    one = code_switch(frame, LEXICON, spec(style=style, p=0.9), seed=1, where="augmentations.x")
    order = list(range(len(frame)))
    random.shuffle(order)  # type: ignore[attr-defined]
    other = code_switch(frame.iloc[order], LEXICON, spec(style=style, p=0.9), seed=1, where="augmentations.x")
    assert plain(other.pairs) == plain(one.pairs.iloc[order])
    assert other.report == one.report
    assert list(one.pairs.columns) == list(PAIRS)
    assert one.pairs.index.equals(frame.index)


@settings(deadline=None, max_examples=50)
@given(tables(), st.sampled_from(["queries", "passages", "both"]))
def test_only_what_is_asked_for_changes(frame: pd.DataFrame, texts: str) -> None:
    before = plain(frame)
    found = code_switch(frame, LEXICON, spec(texts=texts, p=1.0), seed=1, where="x").pairs
    assert plain(frame) == before
    for column in ("group", "dataset", "lang"):
        assert found[column].tolist() == frame[column].tolist()
    assert plain(found[found["lang"] == "el"]) == plain(frame[frame["lang"] == "el"])
    same = {"queries": ["passage", "negatives"], "passages": ["query"], "both": []}[texts]
    for column in same:
        assert found[column].tolist() == frame[column].tolist()
    changed = {"queries": "query", "passages": "passage", "both": "query"}[texts]
    assert found[changed].iloc[0] in ("deold", "frold", "老", "old")


@settings(deadline=None, max_examples=50)
@given(tables())
def test_texts_that_were_equal_or_different_still_are(frame: pd.DataFrame) -> None:
    found = code_switch(frame, LEXICON, spec(p=1.0), seed=1, where="x").pairs

    def sharing(table: pd.DataFrame, column: str) -> set[tuple[str, str]]:
        rows = list(zip(table["group"], table[column], strict=True))
        return {(one, other) for one, text in rows for other, same in rows if text == same}

    for column in ("query", "passage"):
        assert sharing(found, column) == sharing(frame, column)


def test_seeds_differ_and_repeat() -> None:
    frame = table([("old town by the red river", "green mountain stone town")] * 1 + [("red stone", "old river")])
    one, same, other = (
        plain(code_switch(frame, LEXICON, spec(style="multilingual"), seed=seed, where="x").pairs) for seed in (1, 1, 2)
    )
    assert one == same != other


def test_a_negative_is_the_same_text_as_the_passage_that_it_is_elsewhere() -> None:
    frame = pairs([("a", "en", "old", "red river town", []), ("b", "en", "red", "old stone", ["red river town"])])
    found = code_switch(frame, LEXICON, spec(p=0.7, texts="passages"), seed=3, where="x").pairs
    assert found["negatives"].iloc[1] == [found["passage"].iloc[0]]


def test_texts_of_different_groups_do_not_become_equal() -> None:
    rows = [("en", "colour", "de", "Farbe"), ("en", "color", "de", "Farbe"), ("en", "old", "de", "alt")]
    british = Lexicon([lexicon_table(rows, where="x")])
    frame = pairs(
        [
            ("a", "en", "old", "the colour", ["the color"]),
            ("b", "en", "old old", "a colour", []),
            ("c", "en", "old 3", "a color", []),
            ("d", "en", "old 4", "my colour", []),
            ("d", "de", "alt 4", "my Farbe", []),
        ]
    )
    done = code_switch(frame, british, spec(p=1.0), seed=1, where="x")
    assert done.pairs["passage"].tolist() == ["the colour", "a colour", "a color", "my Farbe", "my Farbe"]
    assert done.pairs["negatives"].iloc[0] == ["the color"]
    assert done.pairs["query"].tolist() == ["alt", "alt alt", "alt 3", "alt 4", "alt 4"]
    assert done.report["left_as_they_were"] == 4


def test_a_text_that_stays_may_make_another_stay() -> None:
    rows = [("en", "one", "de", "two"), ("en", "two", "de", "three"), ("en", "drei", "de", "three")]
    chain = Lexicon([lexicon_table(rows, where="x")])
    frame = pairs([(group, "en", f"q{group}", group, []) for group in ("one", "two", "drei")])
    done_report = {"one": "one", "two": "two", "drei": "drei"}
    extra = pairs([("other", "en", "q", "one more", [])])
    found = code_switch(pd.concat([frame, extra]), chain, spec(p=1.0, texts="passages"), seed=1, where="x")
    # two and drei would both be three; since two stays, one may not become two
    assert dict(zip(found.pairs["group"], found.pairs["passage"], strict=True)) == done_report | {"other": "two more"}


def test_the_report_counts_by_language() -> None:
    frame = pd.concat(
        [table([("old town", "the green river"), ("house", "stone")]), pairs([("g0", "th", "เมือง", "มีเมืองหลวง", [])])]
    )
    done = code_switch(frame, LEXICON, spec(p=1.0, sources=None, languages=["de"]), seed=1, where="x")
    assert done.report["languages"]["en"] == {
        # queries, passages, and negatives: the passages with a word more
        "texts": 6,
        "texts_changed": 5,
        "words": 3 + 4 + 4 + 2,
        "words_with_translation": 2 + 3 + 3,
        "words_replaced": 8,
        "coverage": round(8 / 13, 4),
        "realised_ratio": round(8 / 13, 4),
    }
    assert done.report["languages"]["th"]["texts_changed"] == 2
    assert done.report["all"]["texts"] == 8
    assert done.report["left_as_they_were"] == 0


def test_the_realised_ratio_is_p_times_coverage() -> None:
    texts = [(f"old town {number}", "red house stone tree") for number in range(500)]
    done = code_switch(table(texts), LEXICON, spec(p=0.25, texts="queries"), seed=1, where="x")
    found = done.report["all"]
    assert (found["words"], found["words_with_translation"]) == (1000, 1000)
    assert abs(found["words_replaced"] - 250) < 4 * (1000 * 0.25 * 0.75) ** 0.5


def test_a_pair_of_languages_without_entries_is_named() -> None:
    with pytest.raises(LingmixError) as caught:
        code_switch(table([("old", "red")]), LEXICON, spec(languages=["de", "ru"]), seed=1, where="augmentations.x")
    assert str(caught.value) == (
        "augmentations.x.languages: no lexicon has entries for the languages en-ru; "
        "pairs that it has: de-en, de-th, en-fr, en-zh, th-zh"
    )


def test_texts_in_a_language_that_no_lexicon_has_are_an_error_unless_left_out() -> None:
    frame = pd.concat([table([("old", "red")]), pairs([("g0", "el", "παλιό", "κόκκινο", [])])])
    with pytest.raises(LingmixError, match=r"augmentations\.x\.lexicons: none has entries for el, .*`sources`"):
        code_switch(frame, LEXICON, spec(sources=None), seed=1, where="augmentations.x")
    assert code_switch(frame, LEXICON, spec(p=1.0), seed=1, where="x").report["all"]["texts"] == 3


def test_texts_in_the_only_target_language_stay() -> None:
    frame = pd.concat([table([("old", "red")]), pairs([("g0", "de", "alt", "rot", [])])])
    done = code_switch(frame, LEXICON, spec(p=1.0, sources=None, languages=["de"]), seed=1, where="x")
    assert [*done.report["languages"]] == ["en"]
    assert done.pairs["query"].tolist() == ["deold", "alt"]


def test_an_augmentation_that_changes_nothing_is_an_error() -> None:
    with pytest.raises(LingmixError, match=r"augmentations\.x: nothing was changed: of 4 words in 3 texts 0 have"):
        code_switch(table([("house", "tree")]), LEXICON, spec(), seed=1, where="augmentations.x")
    with pytest.raises(LingmixError, match=r"no text is in a language to be changed; languages of the texts: en"):
        code_switch(table([("old", "red")]), LEXICON, spec(sources=["th"]), seed=1, where="augmentations.x")


@pytest.mark.parametrize("p", [0, -0.1, 1.1])
def test_p_is_a_probability_above_zero(p: float) -> None:
    with pytest.raises(ValidationError, match="p"):
        spec(p=p)


def test_real_texts_in_seven_languages(mirror: Path) -> None:
    commit = "354d67d1cd066854cdfbf5ad0e6105528976141d"
    folder = mirror / "raw.githubusercontent.com/google-research-datasets/lareqa" / commit / "mlqa-r"
    frame = registry.get("mlqa-r").pairs(folder)
    frame = frame[frame["group"].isin(sorted(set(frame["group"]))[:100])]
    known = Lexicon([lexicon_table(cldr.rows(None, where="x"), where="x")])
    done = code_switch(frame, known, spec(sources=None, p=1.0, languages=["de", "th"]), seed=1, where="x")
    assert sorted(done.report["languages"]) == ["ar", "de", "en", "es", "hi", "vi", "zh"]
    for line in done.report["languages"].values():
        # few of a text's words are names or "and", but in no language none
        assert 0.01 < line["coverage"] < 0.2
        assert line["realised_ratio"] == line["coverage"]
