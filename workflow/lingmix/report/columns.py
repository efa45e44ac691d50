"""Tables as the page's script takes them: a column at a time, texts as numbers into a list of those that differ."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd


def text_column(key: str, label: str, values: Iterable[Any], *, choose: bool = False) -> dict[str, Any]:
    """A column of texts; ``choose`` makes it one by which rows are filtered."""
    codes, there = pd.factorize(pd.Series([str(value) for value in values], dtype="object"))
    return {
        "key": key,
        "label": label,
        "kind": "text",
        "choose": choose,
        "values": list(there),
        "data": codes.tolist(),
    }


def number_column(
    key: str, label: str, values: Iterable[float], *, digits: int | str = "metric", signed: bool = False
) -> dict[str, Any]:
    """A column of numbers; those that are missing are null.

    Args:
        digits: decimals to print; "metric" for those of the row's metric, "p" for probabilities.
    """
    data = [None if pd.isna(value) or math.isinf(value) else float(f"{value:.6g}") for value in values]
    return {"key": key, "label": label, "kind": "number", "digits": digits, "signed": signed, "data": data}
