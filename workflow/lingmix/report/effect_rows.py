"""The effect table for the page's script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from lingmix.report.columns import number_column, text_column
from lingmix.report.verdict import verdicts
from lingmix.table.labels import heading


def effect_rows(effects: pd.DataFrame, baselines: Sequence[str]) -> dict[str, Any]:
    """A row per comparison, benchmark, setting and metric.

    Args:
        effects: as :class:`lingmix.report.content.Content` has it.
        baselines: the variants that the page shows comparisons with at first.

    Returns:
        ``columns``, and ``start``, the values that the page's filters have at first.
    """
    columns = [
        text_column("variant", "variant", effects["variant"], choose=True),
        text_column("reference", "compared with", effects["reference"], choose=True),
        text_column("benchmark", "benchmark", effects["benchmark"], choose=True),
        text_column("setting", "setting", effects["setting"], choose=True),
        text_column("metric", "metric", map(heading, effects["metric"]), choose=True),
        number_column("difference", "difference", effects["difference"], signed=True),
        number_column("low", "95 % from", effects["low"], signed=True),
        number_column("high", "to", effects["high"], signed=True),
        number_column("p_holm", "corrected p", effects["p_holm"], digits="p"),
        text_column("verdict", "verdict", [said or "–" for said in verdicts(effects)], choose=True),
        _counts(effects, "pairs"),
        _counts(effects, "languages"),
        number_column("detectable", "could have seen", effects["detectable"]),
        number_column("queries", "queries", effects["queries"], digits=0),
        text_column("note", "note", effects["note"].fillna("")),
    ]
    there = set(effects["reference"])
    chosen = next((name for name in baselines if name in there), None)
    return {"columns": columns, "start": {"reference": chosen} if chosen and len(baselines) == 1 else {}, "note": ""}


def _counts(effects: pd.DataFrame, place: str) -> dict[str, Any]:
    """Wins, ties and losses in one column, which is sorted by wins less losses."""
    names = [f"{count}_{place}" for count in ("wins", "ties", "losses")]
    counts = effects[names].astype("Int64")
    texts = ["–" if row.isna().any() else " / ".join(str(value) for value in row) for _, row in counts.iterrows()]
    column = text_column(place, f"won / tied / lost {place}", texts)
    order = (counts[names[0]] - counts[names[2]]).fillna(0).astype("int64")
    return {**column, "order": order.tolist()}
