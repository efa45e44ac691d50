"""The factorial view for the page's script."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lingmix.report.columns import number_column, text_column
from lingmix.table.factor_levels import level_text
from lingmix.table.labels import heading


def factor_rows(factors: pd.DataFrame) -> dict[str, Any]:
    """A row per benchmark, setting, metric, factor and level of it.

    Args:
        factors: as :class:`lingmix.report.content.Content` has it.

    Returns:
        ``columns``, and ``start``, the values that the page's filters have at first.
    """
    over = [f"{units:,} {what}" if units else "–" for units, what in factors[["units", "stratum"]].to_numpy()]
    columns = [
        text_column("term", "factor", factors["term"], choose=True),
        text_column("level", "level", map(level_text, factors["term"], factors["level"], factors["languages"])),
        text_column("benchmark", "benchmark", factors["benchmark"], choose=True),
        text_column("setting", "setting", factors["setting"], choose=True),
        text_column("metric", "metric", map(heading, factors["metric"]), choose=True),
        number_column("estimate", "effect", factors["estimate"], signed=True),
        number_column("low", "95 % from", factors["low"], signed=True),
        number_column("high", "to", factors["high"], signed=True),
        number_column("p_holm", "corrected p", factors["p_holm"], digits="p"),
        text_column("over", "judged over", over),
        text_column("note", "note", factors["note"]),
    ]
    return {"columns": columns, "start": _start(factors), "note": ""}


def _start(factors: pd.DataFrame) -> dict[str, str]:
    """One benchmark, setting and metric to begin with: across languages, if there is that."""
    if factors.empty:
        return {}
    here = factors[factors["benchmark"] == factors["benchmark"].iloc[0]]
    setting = "crosslingual" if "crosslingual" in set(here["setting"]) else here["setting"].iloc[0]
    metric = here.loc[here["setting"] == setting, "metric"].iloc[0]
    return {"benchmark": here["benchmark"].iloc[0], "setting": setting, "metric": heading(metric)}
