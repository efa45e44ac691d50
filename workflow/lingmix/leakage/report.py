"""What overlap between training and evaluation means for a study: counts, sentences, and whether it may run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from lingmix.errors import LingmixError, listing
from lingmix.leakage.find import EXACT, NEAR
from lingmix.leakage.groups import GROUP

SHOWN = 10
"""Rows that a message shows."""


def summary(
    found: pd.DataFrame, texts: Mapping[str, int], compared: pd.DataFrame, benchmark: str, dataset: str
) -> dict[str, Any]:
    """The overlap of one benchmark with one training set, counted.

    Args:
        found: of this benchmark and this training set, as :func:`lingmix.leakage.groups.with_groups` returns it.
        texts: how many the benchmark has by side, those too short to be compared too.
        compared: those long enough, as :func:`lingmix.leakage.texts.evaluated` returns them.
        benchmark, dataset: their names.

    Returns:
        For each side: ``texts``, how many there are; ``short``, how many of them are too short to be compared;
        ``exact`` and ``near``, how many training has; ``group``, how many it has not exactly, but their group, as in
        another language (queries only); ``languages``, these three by language.
    """
    counted: dict[str, Any] = {"benchmark": benchmark, "dataset": dataset}
    for side, total in texts.items():
        mine = found[found["side"] == side]
        by_language: dict[str, dict[str, int]] = {}
        for lang, kind, count in mine.groupby(["lang", "kind"]).size().reset_index().itertuples(index=False):
            by_language.setdefault(str(lang), {})[str(kind)] = int(count)
        kinds = {kind: int((mine["kind"] == kind).sum()) for kind in (EXACT, NEAR, GROUP)}
        short = total - int((compared["side"] == side).sum())
        counted[side] = {"texts": total, "short": short, **kinds, "languages": by_language}
    return counted


def refuse(found: pd.DataFrame, allowed: Sequence[str], table: str) -> None:
    """Stop a study whose benchmarks hold queries or relevant passages that it trains on, in this or another language.

    Args:
        found: all overlap of the study.
        allowed: benchmarks and training sets whose overlap is none of this function's business.
        table: where all rows are, for the message.

    Raises:
        LingmixError: there is such a text; the counts and the first rows are named, and what to do.
    """
    same = found[(found["kind"] != NEAR) & ~found["benchmark"].isin(allowed) & ~found["dataset"].isin(allowed)]
    if same.empty:
        return
    counts = same.groupby(["benchmark", "dataset", "side", "kind"], sort=False).size().reset_index()
    heads = [
        f"'{dataset}' has {'the groups of ' if kind == GROUP else ''}{count:,} {_sides(str(side))} of '{benchmark}'"
        for benchmark, dataset, side, kind, count in counts.itertuples(index=False)
    ]
    rows = [
        f"{row.benchmark}, {row.side} {row.id} ({row.lang}) {'has the group of' if row.kind == GROUP else 'is'} "
        f"{row.dataset}, {row.training_side} of group {row.training_group} ({row.training_lang}): "
        f"{str(row.text)[:60]!r}"
        for row in same.itertuples()
    ]
    raise LingmixError(
        f"the study is evaluated on texts that it trains on: {'; '.join(heads)}.\n{listing(rows, SHOWN)}\n"
        f"All are in {table}. "
        "Take other data, or parts of them that do not overlap (kind: subset). If it is meant so, name the benchmark "
        "or the training set in allow_leakage: the overlap is then said below the table"
    )


def footnotes(summaries: Iterable[Mapping[str, Any]], related: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """What is to be said below each benchmark's table.

    Args:
        summaries: as :func:`summary` returns them.
        related: as :func:`lingmix.leakage.kinship.relations` returns them.
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
        if one["query"][GROUP]:
            parts.append(f"{one['query'][GROUP]:,} more queries by others of their group, such as translations")
        said = "; ".join(parts) if parts else "no query and no relevant passage, exact or nearly"
        short = [f"{one[side]['short']:,} {_sides(side)}" for side in ("query", "passage") if one[side]["short"]]
        left = f" Too short to be compared: {', '.join(short)}." if short else ""
        notes.setdefault(one["benchmark"], []).append(f"Also in the training set {one['dataset']}: {said}.{left}")
    for one in related:
        how = (
            f"{one['benchmark']} and {one['dataset']} are both made from {one['source']}: the same texts, "
            "perhaps translated."
            if one["same"]
            else f"{one['benchmark']} and {one['dataset']} are made from different parts of {one['source']} "
            f"({', '.join(one['splits'])})."
        )
        notes.setdefault(one["benchmark"], []).append(how)
    return notes


def _sides(side: str) -> str:
    return "queries" if side == "query" else "relevant passages"
