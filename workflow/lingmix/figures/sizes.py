"""How much data mixes draw from, in words and in numbers."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

WORDS = {"data_size": "groups", "parallel_size": "parallel groups"}
GROUPS = {"data_size": "groups_allowed", "parallel_size": "groups_parallel"}
"""Where a plan's summary counts them."""


def with_sizes(rows: pd.DataFrame, names: pd.Series[str], sizes: Sequence[str]) -> pd.Series[str]:
    """``names`` with what else tells the rows' mixes apart: those of ``sizes`` that differ, and ``rest`` if it does."""
    found = names
    for size in sizes:
        if rows[size].nunique(dropna=False) > 1:
            words = [f"all {WORDS[size]}" if math.isnan(one) else f"{one:,.0f} {WORDS[size]}" for one in rows[size]]
            found = joined(found, words)
    if rows["rest"].nunique() > 1:
        found = joined(found, [settings(one) for one in rows["rest"]])
    return found


def joined(names: pd.Series[str], words: Iterable[str]) -> pd.Series[str]:
    """Names with more words behind them; a name that all rows share says nothing and gives way."""
    several = names.nunique() > 1
    parts = [
        " · ".join(part for part in (name if several else "", word) if part)
        for name, word in zip(names, words, strict=True)
    ]
    return pd.Series(parts, index=names.index, dtype="str")


def settings(rest: str) -> str:
    """A mix's other settings in one phrase, "" if they are the defaults."""
    values: dict[str, Any] = json.loads(rest)
    return ", ".join(f"{key.replace('_', ' ')} {_plain(value)}" for key, value in values.items())


def plan_sizes(summaries: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """How many groups the plans of each mix may draw.

    Args:
        summaries: of plans, as :func:`lingmix.plan.draw.summary` returns them.

    Returns:
        ``mix``, and ``data_size`` and ``parallel_size`` as they came out (float64, mean over seeds): groups, and
        groups in two languages or more.
    """
    rows = [{"mix": one["mix"], **{size: float(one[key]) for size, key in GROUPS.items()}} for one in summaries]
    frame = pd.DataFrame(rows, columns=["mix", *GROUPS])
    return frame.groupby("mix", sort=False).mean().reset_index()


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key.replace('_', ' ')} {_plain(inner)}" for key, inner in value.items())
    return " ".join(map(_plain, value)) if isinstance(value, list) else str(value)
