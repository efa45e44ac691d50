"""Subsets keep what they promise: languages, the first groups, and the passages around them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingmix.data.fetch import fetch_all
from lingmix.data.registry import get
from lingmix.data.subset import subset
from lingmix.data.tables import Retrieval, retrieval
from lingmix.errors import LingmixError


def benchmark(
    relevant: dict[tuple[str, str], str], contexts: dict[str, str], unasked: frozenset[str] = frozenset()
) -> Retrieval:
    """Groups by (group, language) of their passage; passages by id, whose first two letters are the language.

    Each judged group has a query in the passage's language, except the (group + language) in ``unasked``.
    """
    queries = [(group, lang, f"{group}?") for group, lang in relevant if group + lang not in unasked]
    passages = [(key, key[:2], f"text of {key}", context) for key, context in contexts.items()]
    qrels = [(group, lang, passage) for (group, lang), passage in relevant.items()]
    return retrieval(
        pd.DataFrame(queries, columns=["group", "lang", "text"]),
        pd.DataFrame(passages, columns=["passage", "lang", "text", "context"]),
        pd.DataFrame(qrels, columns=["group", "lang", "passage"]),
        name="whole",
    )


@pytest.fixture
def whole() -> Retrieval:
    """English is the pivot: four groups, where German has two. Paragraphs A and B; en4 and en5 stand alone."""
    return benchmark(
        {
            ("z", "en"): "en0", ("y", "en"): "en1", ("x", "en"): "en3", ("w", "en"): "en4",
            ("y", "de"): "de0", ("v", "de"): "de1",
        },
        {"en0": "A", "en1": "A", "en2": "A", "en3": "B", "en4": "", "en5": "", "de0": "A", "de1": "C", "de2": "C"},
    )  # fmt: skip


def groups(data: Retrieval) -> set[str]:
    return set(data.queries["group"])


def ids(data: Retrieval) -> list[str]:
    return data.passages["passage"].tolist()


def test_without_restrictions_everything_stays(whole: Retrieval) -> None:
    same = subset(whole, name="s", languages=None, groups=None)
    pd.testing.assert_frame_equal(same.queries, whole.queries)
    pd.testing.assert_frame_equal(same.passages, whole.passages)
    pd.testing.assert_frame_equal(same.qrels, whole.qrels)


def test_a_language_restriction_keeps_its_whole_pool_and_drops_groups_left_empty(whole: Retrieval) -> None:
    english = subset(whole, name="s", languages=["en"], groups=None)
    assert groups(english) == {"w", "x", "y", "z"}
    assert ids(english) == ["en0", "en1", "en2", "en3", "en4", "en5"]
    assert set(english.qrels["lang"]) == {"en"}


def test_groups_that_are_judged_but_not_asked_in_the_languages_are_dropped() -> None:
    data = benchmark(
        {("a", "en"): "en0", ("b", "en"): "en1", ("b", "de"): "de0", ("c", "de"): "de0"},
        {"en0": "", "en1": "", "de0": ""},
        unasked=frozenset({"ben"}),
    )
    english = subset(data, name="s", languages=["en"], groups=None)
    assert groups(english) == {"a"}
    assert set(english.qrels["group"]) == {"a"}
    assert ids(english) == ["en0", "en1"]


def test_unknown_languages_and_empty_results_are_refused(whole: Retrieval) -> None:
    with pytest.raises(LingmixError, match=r"data set 's': unknown language 'fr'.*There are: de, en"):
        subset(whole, name="s", languages=["en", "fr"], groups=None)
    only_passages = benchmark({("a", "en"): "en0"}, {"en0": "", "de0": ""})
    with pytest.raises(LingmixError, match="no group has both a query and a relevant passage in de"):
        subset(only_passages, name="s", languages=["de"], groups=None)


@pytest.mark.parametrize(
    ("count", "kept", "passages"),
    [
        (1, {"z"}, ["en0", "en1", "en2"]),
        (2, {"z", "y"}, ["de0", "en0", "en1", "en2"]),
        (3, {"z", "y", "x"}, ["de0", "en0", "en1", "en2", "en3"]),
        (4, {"z", "y", "x", "w"}, ["de0", "en0", "en1", "en2", "en3", "en4"]),
        (5, {"z", "y", "x", "w", "v"}, ["de0", "de1", "de2", "en0", "en1", "en2", "en3", "en4"]),
    ],
)
def test_the_first_groups_in_the_pivot_keep_the_passages_around_them(
    whole: Retrieval, count: int, kept: set[str], passages: list[str]
) -> None:
    data = subset(whole, name="s", languages=None, groups=count)
    assert groups(data) == kept
    assert ids(data) == passages


def test_more_groups_than_there_are_is_refused_with_their_number(whole: Retrieval) -> None:
    with pytest.raises(LingmixError, match="3 groups are asked for, there are 2"):
        subset(whole, name="s", languages=["de"], groups=3)


def test_equally_common_languages_make_the_alphabetically_first_the_pivot() -> None:
    data = benchmark(
        {("a", "en"): "en0", ("b", "en"): "en1", ("b", "de"): "de0", ("a", "de"): "de1"},
        {"en0": "", "en1": "", "de0": "", "de1": ""},
    )
    assert groups(subset(data, name="s", languages=None, groups=1)) == {"b"}


def test_groups_with_one_passage_follow_by_name() -> None:
    data = benchmark({("b", "en"): "en0", ("a", "en"): "en0", ("c", "en"): "en1"}, {"en0": "", "en1": ""})
    assert groups(subset(data, name="s", languages=None, groups=1)) == {"a"}


def test_the_context_is_appended_where_there_is_one(whole: Retrieval) -> None:
    data = subset(whole, name="s", languages=["en"], groups=None, passage_text="sentence-and-context")
    texts = dict(zip(data.passages["passage"], data.passages["text"], strict=True))
    assert texts["en3"] == "text of en3 B"
    assert texts["en4"] == "text of en4"


@settings(deadline=None, max_examples=40)
@given(
    st.dictionaries(st.tuples(st.sampled_from("abcdef"), st.sampled_from(["de", "en"])), st.integers(0, 5), min_size=1),
    st.integers(1, 6),
)
def test_smaller_counts_keep_a_part_of_larger_ones(table: dict[tuple[str, str], int], count: int) -> None:
    data = benchmark(
        {(group, lang): f"{lang}{number}" for (group, lang), number in table.items()},
        {f"{lang}{number}": "ABC"[number // 2] for lang in ("de", "en") for number in range(6)},
    )
    total = data.queries["group"].nunique()
    count = min(count, total)
    small = subset(data, name="s", languages=None, groups=count)
    assert small.queries["group"].nunique() == count
    assert groups(small) == set(small.qrels["group"])
    # Every query and judgement of a kept group stays.
    assert len(small.queries) == data.queries["group"].isin(groups(small)).sum()
    assert len(small.qrels) == data.qrels["group"].isin(groups(small)).sum()
    if count < total:
        assert groups(small) < groups(subset(data, name="s", languages=None, groups=count + 1))


def test_a_subset_of_a_published_benchmark_holds_whole_paragraphs(mirror: Path, tmp_path: Path) -> None:
    dataset = get("xquad-r")
    fetch_all(dataset, tmp_path, mirror=mirror)
    whole = dataset.retrieval(tmp_path)
    data = subset(whole, name="s", languages=["de", "en"], groups=60)
    assert len(data.queries) == len(data.qrels) == 120
    for _, part in data.passages.groupby(["lang", "context"]):
        assert len(part) == (whole.passages["context"] == part["context"].iloc[0]).sum()
    # Neighbours: the sixty questions of each language come from few paragraphs.
    assert data.passages["context"].nunique() < 2 * 20
