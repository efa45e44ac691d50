"""The ablation table by language pair, for the page's script."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lingmix.config.study import AXES
from lingmix.metrics.score import MACRO
from lingmix.report.columns import number_column, text_column
from lingmix.report.content import Content
from lingmix.stats.comparisons import name as variant_id
from lingmix.table.labels import heading, shown_of

ROWS = 60_000
"""More than these would make a page of many megabytes."""


def cells(content: Content, limit: int = ROWS) -> dict[str, Any]:
    """A row per variant, benchmark, setting, pair of languages and metric, without means over languages.

    Returns:
        ``columns``; ``start``, the values that the page's filters have at first; and ``note``, what is left out.
    """
    table = content.table
    pairs = table[(table["query_lang"] != MACRO) & (table["passage_lang"] != MACRO)]
    pairs, note = _within(pairs, content, limit)
    columns = [
        text_column("variant", "variant", map(variant_id, _rows(pairs, AXES)), choose=True),
        text_column("benchmark", "benchmark", pairs["benchmark"], choose=True),
        text_column("setting", "setting", pairs["setting"], choose=True),
        text_column("query_lang", "query language", pairs["query_lang"], choose=True),
        text_column("passage_lang", "passage language", pairs["passage_lang"], choose=True),
        text_column("metric", "metric", map(heading, pairs["metric"]), choose=True),
        number_column("mean", "mean", pairs["mean"]),
        number_column("sd", "sd over seeds", pairs["sd"]),
        number_column("difference", "difference to baseline", pairs["difference"], signed=True),
        text_column("exposure", "in training", pairs["exposure"], choose=True),
        number_column("seeds", "seeds", pairs["seeds"], digits=0),
        number_column("queries", "queries", pairs["queries"], digits=0),
    ]
    return {"columns": columns, "start": _start(pairs, content), "note": note}


def _within(pairs: pd.DataFrame, content: Content, limit: int) -> tuple[pd.DataFrame, str]:
    """The rows that a page can hold, and what is to be said of the others."""
    if len(pairs) <= limit:
        return pairs, ""
    first = {benchmark: shown_of(content.metrics, benchmark)[0] for benchmark in content.benchmarks}
    kept = pairs[pairs["metric"] == pairs["benchmark"].map(first)].head(limit)
    return (
        kept,
        f"{len(kept):,} of {len(pairs):,} rows are here, those of the first metric; all are in ablation.parquet.",
    )


def _start(pairs: pd.DataFrame, content: Content) -> dict[str, str]:
    """One benchmark, setting and metric to begin with, since values of several do not compare."""
    if pairs.empty:
        return {}
    benchmark = str(pairs["benchmark"].iloc[0])
    here = pairs[pairs["benchmark"] == benchmark]
    settings = set(here["setting"])
    setting = "crosslingual" if "crosslingual" in settings else str(here["setting"].iloc[0])
    metrics = set(here.loc[here["setting"] == setting, "metric"])
    metric = next((name for name in shown_of(content.metrics, benchmark) if name in metrics), None)
    start = {"benchmark": benchmark, "setting": setting}
    return {**start, "metric": heading(metric)} if metric else start


def _rows(frame: pd.DataFrame, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
    return list(frame[list(columns)].itertuples(index=False, name=None))
