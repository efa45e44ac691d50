"""Ours beside published values, for the page's script."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lingmix.metrics.score import MACRO
from lingmix.report.columns import number_column, text_column
from lingmix.table.labels import heading


def reproduction_rows(found: pd.DataFrame) -> dict[str, Any]:
    """A row per published value.

    Args:
        found: as :class:`lingmix.report.content.Content` has it.

    Returns:
        ``columns``, and ``start``, the values that the page's filters have at first.
    """
    columns = [
        *(text_column(name, name, found[name], choose=True) for name in ("encoder", "mix", "objective", "benchmark")),
        text_column("setting", "setting", found["setting"], choose=True),
        text_column("query_lang", "query language", found["query_lang"], choose=True),
        text_column("metric", "metric", map(heading, found["metric"]), choose=True),
        number_column("published", "published", found["published"]),
        number_column("ours", "ours", found["ours"]),
        number_column("sd", "sd over seeds", found["sd"]),
        number_column("difference", "difference", found["difference"], signed=True),
        number_column("tolerance", "tolerance", found["tolerance"]),
        text_column("verdict", "verdict", found["verdict"], choose=True),
        text_column("source", "arXiv", found["source"], choose=True),
    ]
    start = {"query_lang": MACRO} if MACRO in set(found["query_lang"]) else {}
    return {"columns": columns, "start": start, "note": ""}
