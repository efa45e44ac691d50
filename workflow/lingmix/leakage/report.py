"""What overlap between training and evaluation means for a study: counts, sentences, and whether it may run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from lingmix.config.study import Study
from lingmix.data import registry
from lingmix.data.tables import Retrieval
from lingmix.errors import LingmixError, listing
from lingmix.leakage.find import EXACT, NEAR

SHOWN = 10
"""Rows that a message shows."""


def summary(found: pd.DataFrame, data: Retrieval, benchmark: str, dataset: str) -> dict[str, Any]:
    """The overlap of one benchmark with one training set, counted.

    Args:
        found: as :func:`lingmix.leakage.find.overlap` returns it.
        data: the benchmark; of its passages, those that are relevant.
        benchmark, dataset: their names.

    Returns:
        For each side: ``texts``, how many it has, those too short to be compared too; ``exact`` and ``near``, how many
        of them training has; ``languages``, the same by language. For queries also ``translated``: how many training
        has not, but one in another language of their group.
    """
    counted: dict[str, Any] = {"benchmark": benchmark, "dataset": dataset}
    for side, total in (("query", len(data.queries)), ("passage", len(data.passages))):
        mine = found[found["side"] == side]
        by_language: dict[str, dict[str, int]] = {}
        for lang, kind, count in mine.groupby(["lang", "kind"]).size().reset_index().itertuples(index=False):
            by_language.setdefault(str(lang), {})[str(kind)] = int(count)
        kinds = {kind: int((mine["kind"] == kind).sum()) for kind in (EXACT, NEAR)}
        counted[side] = {"texts": total, **kinds, "languages": by_language}
    counted["query"]["translated"] = _through_translation(found, data.queries)
    return counted


def _through_translation(found: pd.DataFrame, queries: pd.DataFrame) -> int:
    exact = found[(found["side"] == "query") & (found["kind"] == EXACT)]
    itself = pd.MultiIndex.from_frame(queries[["group", "lang"]]).isin(pd.MultiIndex.from_frame(exact[["id", "lang"]]))
    return int((queries["group"].isin(exact["id"]) & ~itself).sum())


def relations(study: Study, datasets: Sequence[str]) -> list[dict[str, Any]]:
    """What a study's training sets and benchmarks are made from in common, as the registry declares it.

    Args:
        study: whose benchmarks they are.
        datasets: names of the training sets.

    Returns:
        ``benchmark``, ``dataset``, ``source`` (``family/split``, or the family alone) and ``same``: whether they share
        the split, and with it the texts.
    """
    rows = []
    for benchmark in study.evaluate:
        for dataset in datasets:
            ours, theirs = _sources(study, benchmark), _sources(study, dataset)
            same = sorted(ours & theirs)
            families = {source.partition("/")[0] for source in ours} & {source.partition("/")[0] for source in theirs}
            families -= {source.partition("/")[0] for source in same}
            rows += [{"benchmark": benchmark, "dataset": dataset, "source": name, "same": True} for name in same]
            rows += [
                {"benchmark": benchmark, "dataset": dataset, "source": name, "same": False} for name in sorted(families)
            ]
    return rows


def refuse(found: pd.DataFrame, allowed: Sequence[str]) -> None:
    """Stop a study whose benchmarks hold queries or relevant passages that it trains on.

    Args:
        found: all overlap of the study.
        allowed: benchmarks and training sets whose overlap is none of this function's business.

    Raises:
        LingmixError: there is such a text; the counts and the first rows are named, and what to do.
    """
    exact = found[(found["kind"] == EXACT) & ~found["benchmark"].isin(allowed) & ~found["dataset"].isin(allowed)]
    if exact.empty:
        return
    counts = exact.groupby(["benchmark", "dataset", "side"], sort=False).size().reset_index()
    heads = [
        f"'{dataset}' has {count:,} {_sides(str(side))} of '{benchmark}'"
        for benchmark, dataset, side, count in counts.itertuples(index=False)
    ]
    rows = [
        f"{row.benchmark}, {row.side} {row.id} ({row.lang}) is {row.dataset}, {row.training_side} of group "
        f"{row.training_group} ({row.training_lang}): {str(row.text)[:60]!r}"
        for row in exact.itertuples()
    ]
    raise LingmixError(
        f"the study is evaluated on texts that it trains on: {'; '.join(heads)}.\n{listing(rows, SHOWN)}\n"
        "Take other data, or parts of them that do not overlap (kind: subset). If it is meant so, name the benchmark "
        "or the training set in allow_leakage: the overlap is then said below the table"
    )


def footnotes(summaries: Iterable[Mapping[str, Any]], related: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """What is to be said below each benchmark's table.

    Args:
        summaries: as :func:`summary` returns them.
        related: as :func:`relations` returns them.
    """
    notes: dict[str, list[str]] = {}
    for one in summaries:
        parts = []
        for side in ("query", "passage"):
            counts = one[side]
            parts += [
                f"{counts[kind]:,} {word} of {counts['texts']:,} {_sides(side)}"
                for kind, word in ((EXACT, "exact"), (NEAR, "nearly exact"))
                if counts[kind]
            ]
        if one["query"]["translated"]:
            parts.append(f"{one['query']['translated']:,} queries in translation only")
        said = "; ".join(parts) if parts else "no query and no relevant passage, exact or nearly"
        notes.setdefault(one["benchmark"], []).append(f"Also in the training set {one['dataset']}: {said}.")
    for one in related:
        how = (
            f"{one['benchmark']} and {one['dataset']} are both made from {one['source']}: the same texts, "
            "perhaps translated."
            if one["same"]
            else f"{one['benchmark']} and {one['dataset']} are made from different parts of {one['source']}."
        )
        notes.setdefault(one["benchmark"], []).append(how)
    return notes


def _sources(study: Study, name: str) -> set[str]:
    roots = [root for root in study.roots(name) if root not in study.datasets]
    return {source for root in roots for source in registry.get(root).sources}


def _sides(side: str) -> str:
    return "queries" if side == "query" else "relevant passages"
