"""Parallel pairs: who is translated, what is kept of it, and what a second run has left to do."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tiny_translators import english, translated

from lingmix.config.dataset import Translated
from lingmix.data.tables import training_pairs
from lingmix.errors import LingmixError
from lingmix.translate.load import load
from lingmix.translate.pairs import translate_pairs
from lingmix.translate.store import Store, Translation
from lingmix.translate.translator import Translator

Done = tuple[pd.DataFrame, dict[str, Any]]


def spec(folder: Path, **values: Any) -> Translated:
    given = {"kind": "translated", "of": "own", "languages": ("de", "zh"), "model": str(folder), "batch_tokens": 40}
    return Translated(**{**given, "max_length": 24, **values})


def pairs(groups: int = 12) -> pd.DataFrame:
    """English pairs with passages of two sentences and two negatives, and German ones, which are to be left out."""
    draw = random.Random(3)
    rows = []
    for number in range(groups):
        query, passage = english(draw), f"{english(draw)}\n{english(draw)}"
        english_row = {"lang": "en", "query": query, "passage": passage, "negatives": [english(draw), english(draw)]}
        german_row = {"lang": "de", "query": "frage", "passage": f"antwort {number}", "negatives": []}
        rows += [{"group": f"g{number}", "dataset": "own", **row} for row in (english_row, german_row)]
    return training_pairs(pd.DataFrame(rows), name="own")


def right(text: str, target: str) -> str:
    """The translation of a text of several lines, each a sentence."""
    return ("" if target == "zh" else " ").join(translated(line, target) for line in text.split("\n"))


class Counting(Translator):
    """A translator that notes what it is given."""

    asked: list[tuple[str, int]]

    def translate(self, tokens: Any, source: str, target: str) -> list[Translation]:
        self.asked.append((target, len(tokens)))
        return super().translate(tokens, source, target)


def run(
    entry: Translated, path: Path, table: pd.DataFrame, after: Callable[[int], None] = lambda done: None
) -> tuple[pd.DataFrame, dict[str, Any], list[tuple[str, int]]]:
    """Translate as the script does, and what the model was asked for."""
    translator, settings = load(entry, "datasets.new")
    translator.__class__ = Counting
    assert isinstance(translator, Counting)
    translator.asked = []
    store = Store(path, settings)
    try:
        return *translate_pairs(table, entry, translator, store, "new", after), translator.asked
    finally:
        store.close()


def units(texts: Iterable[str]) -> set[str]:
    return {line for text in texts for line in text.split("\n")}


@pytest.fixture(params=["nllb", "m2m100"])
def folder(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(f"{request.param}_folder")
    return found


def test_pairs_and_their_translations_are_parallel(folder: Path, tmp_path: Path) -> None:
    table = pairs()
    new, report, asked = run(spec(folder), tmp_path / "t.sqlite", table)
    own = table[table["lang"] == "en"].set_index("group")
    assert list(new.columns) == [*table.columns, "translator"]
    assert new.groupby("group")["lang"].agg(list).map(tuple).value_counts().to_dict() == {("de", "en", "zh"): len(own)}
    assert set(new["dataset"]) == {"new"}
    for row in new.itertuples():
        source = own.loc[str(row.group)]
        if row.lang == "en":
            assert (row.query, row.passage, row.translator) == (source["query"], source["passage"], "")
            assert list(row.negatives) == source["negatives"]
        else:
            assert row.query == right(source["query"], str(row.lang))
            assert row.passage == right(source["passage"], str(row.lang))
            assert (row.translator, list(row.negatives)) == (str(folder), [])
    texts = {*own["query"], *own["passage"]}
    faults = dict.fromkeys(("left_out", "blank", "endless", "ratio", "cut", "unchanged"), 0)
    expected = {"pairs": len(own), "texts": len(texts), **faults, "first": []}
    assert report == {
        "dataset": "new",
        "of": "own",
        "translator": str(folder),
        "languages": {"de": expected, "zh": expected},
    }
    # every sentence once in each language
    for target in ("de", "zh"):
        assert sum(count for asked_for, count in asked if asked_for == target) == len(units(texts))
    # what the rest of the pipeline makes of it
    pd.testing.assert_frame_equal(training_pairs(new, name="new"), new[table.columns])


class Killed(BaseException):
    """As from a signal."""


@pytest.mark.parametrize("batches", [1, 3, 7])
def test_a_killed_job_goes_on_where_it_stopped(nllb_folder: Path, tmp_path: Path, batches: int) -> None:
    entry, table, sizes = spec(nllb_folder), pairs(), []

    def kill(done: int) -> None:
        sizes.append(done)
        if len(sizes) == batches:
            raise Killed

    with pytest.raises(Killed):
        run(entry, tmp_path / "t.sqlite", table, kill)
    new, report, asked = run(entry, tmp_path / "t.sqlite", table)
    whole, whole_report, all_asked = run(entry, tmp_path / "other.sqlite", table)
    pd.testing.assert_frame_equal(new, whole)
    assert report == whole_report
    assert sum(count for _, count in asked) == sum(count for _, count in all_asked) - sum(sizes)
    assert run(entry, tmp_path / "t.sqlite", table)[2] == []


def test_a_further_language_costs_only_itself(nllb_folder: Path, tmp_path: Path) -> None:
    run(spec(nllb_folder, languages=("de",)), tmp_path / "t.sqlite", pairs())
    new, _, asked = run(spec(nllb_folder), tmp_path / "t.sqlite", pairs())
    assert {target for target, _ in asked} == {"zh"}
    assert set(new["lang"]) == {"en", "de", "zh"}


def test_further_pairs_cost_only_themselves(nllb_folder: Path, tmp_path: Path) -> None:
    entry = spec(nllb_folder, languages=("de",))
    run(entry, tmp_path / "t.sqlite", pairs(6))
    few, more = (units([*t["query"], *t["passage"]]) for t in (p[p["lang"] == "en"] for p in (pairs(6), pairs(9))))
    assert sum(count for _, count in run(entry, tmp_path / "t.sqlite", pairs(9))[2]) == len(more - few) > 0


def test_another_beam_is_another_translation(nllb_folder: Path, tmp_path: Path) -> None:
    entry = spec(nllb_folder, languages=("de",))
    first = run(entry, tmp_path / "t.sqlite", pairs(4))[2]
    again = run(entry.model_copy(update={"num_beams": 2}), tmp_path / "t.sqlite", pairs(4))[2]
    assert first == again != []
    # what only decides how texts are put together or which are kept does not count
    free = {"batch_tokens": 9, "max_ratio": 9, "texts": "query"}
    assert run(entry.model_copy(update=free), tmp_path / "t.sqlite", pairs(4))[2] == []


@pytest.mark.parametrize("texts", ["query", "passage"])
def test_one_side_can_stay_as_it_is(nllb_folder: Path, tmp_path: Path, texts: str) -> None:
    table = pairs(4)
    new, report, _ = run(spec(nllb_folder, texts=texts, negatives=1), tmp_path / "t.sqlite", table)
    own, german = (t.set_index("group") for t in (table[table["lang"] == "en"], new[new["lang"] == "de"]))
    other = "passage" if texts == "query" else "query"
    for group, row in german.iterrows():
        source = own.loc[str(group)]
        assert row[texts] == right(source[texts], "de")
        assert row[other] == source[other]
        (negative,) = source["negatives"][:1]
        assert list(row["negatives"]) == [negative if texts == "query" else right(negative, "de")]
    wanted = {*own[texts], *(negatives[0] for negatives in own["negatives"] if texts == "passage")}
    assert report["languages"]["de"]["texts"] == len(wanted)


def test_negatives_are_translated_as_many_as_asked_for(nllb_folder: Path, tmp_path: Path) -> None:
    table = pairs(5)
    new, _, _ = run(spec(nllb_folder, languages=("de",), negatives=2), tmp_path / "t.sqlite", table)
    own, german = (t.set_index("group")["negatives"] for t in (table[table["lang"] == "en"], new[new["lang"] == "de"]))
    for group, negatives in german.items():
        assert list(negatives) == [right(text, "de") for text in own[str(group)]]


def test_a_text_can_be_translated_as_a_whole(nllb_folder: Path, tmp_path: Path) -> None:
    table = pairs(3)
    _, _, asked = run(spec(nllb_folder, languages=("de",), unit="text"), tmp_path / "t.sqlite", table)
    own = table[table["lang"] == "en"]
    assert sum(count for _, count in asked) == len({*own["query"], *own["passage"]})


def good(text: str) -> Translation:
    return Translation(f"gut {text}", 4, 4, cut=False, endless=False)


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        (Translation("", 4, 0, cut=False, endless=False), "blank"),
        (Translation("und und", 4, 4, cut=False, endless=True), "endless"),
        # 4 + 5 tokens against 22 + 5 are as 1 to 3, which may be; one more may not
        (Translation("viel", 4, 23, cut=False, endless=False), "ratio"),
        (Translation("w", 23, 4, cut=False, endless=False), "ratio"),
        (Translation("viel", 4, 22, cut=False, endless=False), None),
        (Translation("w", 22, 4, cut=True, endless=False), None),
    ],
)
def test_what_cannot_be_a_translation_is_left_out_in_its_language(
    nllb_folder: Path, tmp_path: Path, bad: Translation, fault: str | None
) -> None:
    rows = [("a", "red", "green.\nnew"), ("b", "old", "boat"), ("c", "house", "sees")]
    table = training_pairs(
        pd.DataFrame(rows, columns=["group", "query", "passage"]).assign(
            dataset="own", lang="en", negatives=[["likes", "new"], ["new", "likes"], []]
        ),
        name="own",
    )
    entry = spec(nllb_folder, negatives=2)
    translator, settings = load(entry, "datasets.new")
    store = Store(tmp_path / "t.sqlite", settings)
    words = ["red", "green.", "new", "old", "boat", "house", "sees", "likes"]
    store.add(words, [bad if word == "new" else good(word) for word in words], "en", "de")
    store.add(words, [good(word) for word in words], "en", "zh")
    new, report = translate_pairs(table, entry, translator, store, "new")
    store.close()
    left = {tuple(row) for row in new[["group", "lang"]].to_numpy()}
    wanted = {(group, lang) for group in "abc" for lang in ("en", "de", "zh")}
    assert left == (wanted - {("a", "de")} if fault else wanted)
    negatives = new.set_index(["group", "lang"])["negatives"]
    assert list(negatives["b", "de"]) == (["gut likes"] if fault else [bad.text, "gut likes"])
    assert list(negatives["b", "zh"]) == ["gut new", "gut likes"]
    counts = report["languages"]["de"]
    # the passage of which it is a part, and the negative that it is
    assert {name: counts[name] for name in ("blank", "endless", "ratio")} == {
        **dict.fromkeys(("blank", "endless", "ratio"), 0),
        **({fault: 2} if fault else {}),
    }
    assert (counts["pairs"], counts["left_out"]) == ((2, 1) if fault else (3, 0))
    assert counts["cut"] == (2 if bad.cut else 0)
    assert [one["text"] for one in counts["first"]] == (["green.\nnew", "new"] if fault else [])
    assert report["languages"]["zh"]["left_out"] == 0


def test_texts_that_stay_as_they_were_are_counted_and_kept(nllb_folder: Path, tmp_path: Path) -> None:
    table = training_pairs(
        pd.DataFrame([("a", "red", "green")], columns=["group", "query", "passage"]).assign(
            dataset="own", lang="en", negatives=[[]]
        ),
        name="own",
    )
    entry = spec(nllb_folder, languages=("de",))
    translator, settings = load(entry, "datasets.new")
    store = Store(tmp_path / "t.sqlite", settings)
    store.add(["red"], [Translation("red", 1, 1, cut=False, endless=False)], "en", "de")
    new, report = translate_pairs(table, entry, translator, store, "new")
    store.close()
    assert report["languages"]["de"]["unchanged"] == 1
    assert new["query"].tolist() == ["red", "red"]


def test_a_language_without_any_usable_pair_is_an_error(nllb_folder: Path, tmp_path: Path) -> None:
    table = pairs(3)
    entry = spec(nllb_folder)
    translator, settings = load(entry, "datasets.new")
    store = Store(tmp_path / "t.sqlite", settings)
    queries = sorted(set(table[table["lang"] == "en"]["query"]))
    store.add(queries, [Translation("", 1, 0, cut=False, endless=False)] * len(queries), "en", "zh")
    said = rf"datasets\.new: .* made no usable pair in 'zh': of 6 translations {len(queries)} blank, 0 endless, 0 ratio"
    with pytest.raises(LingmixError, match=said):
        translate_pairs(table, entry, translator, store, "new")
    store.close()


def test_languages_that_are_not_there_are_told_before_anything_is_translated(nllb_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match=r"datasets\.new\.source: unknown language in own 'fr'.* There are: de, en"):
        run(spec(nllb_folder, source="fr"), tmp_path / "a.sqlite", pairs(2))
    with pytest.raises(LingmixError, match="does not translate 'xx'"):
        run(spec(nllb_folder, languages=("de", "xx")), tmp_path / "b.sqlite", pairs(2))
    for name in ("a", "b"):
        store = Store(tmp_path / f"{name}.sqlite", {})
        assert len(store) == 0
        store.close()
