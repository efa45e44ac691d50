"""The worst queries for the page's script: each text once, and no more of them than a page can hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lingmix.report.content import Content
from lingmix.report.texts import TEXTS
from lingmix.stats.comparisons import key

CHARACTERS = 1_500_000
"""Characters of texts that a page may hold."""


def worst_rows(content: Content, limit: int = CHARACTERS) -> dict[str, Any]:
    """As many of each pair's worst queries as fit, the same number for all.

    Returns:
        ``texts``; ``cells``, by benchmark, variant and ``<query language> <pool>`` a list of group, query, rank,
        relevant language and text, wrong language and text, in which texts are numbers into ``texts``; ``runs``, the
        run that they are of, by variant; and ``note``, what is left out.
    """
    most = max((int(table["place"].max()) for table in content.worst.values() if len(table)), default=0)
    for count in range(most, -1, -1):
        kept = {key: table[table["place"] <= count] for key, table in content.worst.items()}
        if _characters(kept) <= limit:
            break
    note = ""
    if count < most:
        note = (
            f"Only {count} of {most} worst queries of a pair fit onto this page; all are in worst.parquet of each run."
        )
    return {**_arranged(content, kept if most else {}), "note": note}


def _characters(tables: Mapping[tuple[str, str], pd.DataFrame]) -> int:
    found = {text for table in tables.values() for column in TEXTS for text in table[column]}
    # a row costs some forty characters beside its texts
    return sum(map(len, found)) + 40 * sum(map(len, tables.values()))


def _arranged(content: Content, tables: Mapping[tuple[str, str], pd.DataFrame]) -> dict[str, Any]:
    variants = {run.id: key(run).variant for run in content.runs}
    numbers: dict[str, int] = {}
    cells: dict[str, dict[str, dict[str, list[list[Any]]]]] = {}

    def number(text: str) -> int:
        return numbers.setdefault(text, len(numbers))

    for (run, benchmark), table in tables.items():
        here = cells.setdefault(benchmark, {}).setdefault(variants[run], {})
        for row in table.itertuples():
            relevant = [row.passage_lang, number(str(row.relevant))]
            wrong = [row.wrong_lang, number(str(row.wrong))]
            one = [row.group, number(str(row.query)), int(str(row.rank)), *relevant, *wrong]
            here.setdefault(f"{row.query_lang} {row.pool}", []).append(one)
    return {"texts": list(numbers), "cells": cells, "runs": {variants[run]: run for run, _ in tables}}
