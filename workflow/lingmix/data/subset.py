"""A smaller benchmark out of a larger one: fewer languages, fewer groups, or passages with their context."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pandas as pd

from lingmix.data.tables import Retrieval, retrieval
from lingmix.errors import LingmixError, unknown_name

PassageText = Literal["sentence", "sentence-and-context"]


def subset(
    data: Retrieval,
    *,
    name: str,
    languages: Sequence[str] | None,
    groups: int | None,
    passage_text: PassageText = "sentence",
) -> Retrieval:
    """Restrict ``data``; the languages are restricted before the groups are counted.

    Args:
        data: the benchmark to take from.
        name: the subset's name, for messages.
        languages: keep the queries, passages and judgements in these; None keeps all. Groups that then have no query
            or no relevant passage are dropped.
        groups: keep the first so many, and of the passages those that are relevant to a kept group or share a
            non-empty context, in the same language, with one that is. None keeps all groups and passages. The order
            is that of the smallest id of a group's relevant passages in the pivot, so that questions on one article
            stay together; groups with the same passage follow by group id. The pivot is the language in which most
            groups have a relevant passage, the alphabetically first of several; groups without one there come last,
            by language and id of their first relevant passage.
        passage_text: "sentence" leaves the texts; "sentence-and-context" puts a space and the context after each
            text that has one.

    Raises:
        LingmixError: a language that the data do not have, fewer than ``groups`` groups, or nothing left.
    """
    queries, passages, qrels = data.queries, data.passages, data.qrels
    if languages is not None:
        there = set(queries["lang"]) | set(passages["lang"])
        for language in languages:
            if language not in there:
                raise LingmixError(f"data set '{name}': {unknown_name('language', language, there)}")
        passages = passages[passages["lang"].isin(languages)]
        queries, qrels = _joined(queries[queries["lang"].isin(languages)], qrels[qrels["lang"].isin(languages)])
        if queries.empty:
            raise LingmixError(
                f"data set '{name}': no group has both a query and a relevant passage in {', '.join(languages)}"
            )
    if groups is not None:
        order = _order(qrels)
        if len(order) < groups:
            raise LingmixError(f"data set '{name}': {groups} groups are asked for, there are {len(order)}")
        kept = order[:groups]
        queries, qrels = queries[queries["group"].isin(kept)], qrels[qrels["group"].isin(kept)]
        passages = _near(passages, qrels)
    if passage_text == "sentence-and-context":
        context = passages["context"].where(passages["context"] == "", " " + passages["context"])
        passages = passages.assign(text=passages["text"] + context)
    return retrieval(queries, passages, qrels, name=name)


def subset_of_pairs(
    pairs: pd.DataFrame, *, name: str, languages: Sequence[str] | None, groups: int | None
) -> pd.DataFrame:
    """Restrict training pairs; the languages are restricted before the groups are counted.

    Args:
        pairs: see :func:`lingmix.data.tables.training_pairs`.
        name: the subset's name, for messages.
        languages: keep the pairs in these; None keeps all.
        groups: keep the first so many, in the order of their ids; None keeps all.

    Raises:
        LingmixError: a language that the data do not have, or fewer than ``groups`` groups.
    """
    if languages is not None:
        there = set(pairs["lang"].unique())
        for language in languages:
            if language not in there:
                raise LingmixError(f"data set '{name}': {unknown_name('language', language, there)}")
        pairs = pairs[pairs["lang"].isin(languages)]
    if groups is not None:
        ids = pairs["group"].drop_duplicates().sort_values()
        if len(ids) < groups:
            raise LingmixError(f"data set '{name}': {groups} groups are asked for, there are {len(ids)}")
        pairs = pairs[pairs["group"].isin(ids.iloc[:groups])]
    return pairs.reset_index(drop=True)


def _joined(queries: pd.DataFrame, qrels: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both tables without the groups that the other does not have."""
    return queries[queries["group"].isin(qrels["group"])], qrels[qrels["group"].isin(queries["group"])]


def _order(qrels: pd.DataFrame) -> list[str]:
    """All groups, in the order in which :func:`subset` keeps them."""
    first = qrels.groupby(["group", "lang"], as_index=False)["passage"].min()
    counts = first["lang"].value_counts()
    pivot = min(counts.index[counts == counts.max()])
    first = first.assign(elsewhere=first["lang"] != pivot)
    ordered = first.sort_values(["elsewhere", "lang", "passage", "group"])
    return list(ordered["group"].drop_duplicates())


def _near(passages: pd.DataFrame, qrels: pd.DataFrame) -> pd.DataFrame:
    """The passages that are relevant, or share language and context with one that is."""
    relevant = passages["passage"].isin(qrels["passage"])
    place = pd.MultiIndex.from_frame(passages[["lang", "context"]])
    return passages[relevant | (place.isin(place[relevant]) & (passages["context"] != ""))]
