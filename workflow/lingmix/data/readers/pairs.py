"""Training pairs of a published data set in one language, collected row by row."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

Row = tuple[str, str, str, Sequence[str]]
"""Group, query, passage and negatives."""


def collected(rows: Iterable[Row], *, name: str, language: str) -> pd.DataFrame:
    """A table of training pairs; see :func:`lingmix.data.tables.training_pairs`.

    Pairs without a query or a passage, as published data have a few, are left out and counted on standard error;
    negatives without a text are left out.

    Raises:
        LingmixError: no pair is left, or a group is there twice.
    """
    import pandas as pd

    from lingmix.data.tables import training_pairs

    kept: list[tuple[str, str, str, list[str]]] = []
    empty = 0
    for group, query, passage, negatives in rows:
        if query.strip() and passage.strip():
            kept.append((group, query.strip(), passage.strip(), [one.strip() for one in negatives if one.strip()]))
        else:
            empty += 1
    if empty:
        print(f"{name}: {empty:,} of {empty + len(kept):,} pairs lack a text and are left out", file=sys.stderr)
    frame = pd.DataFrame(kept, columns=["group", "query", "passage", "negatives"])
    return training_pairs(frame.assign(dataset=name, lang=language), name=name)
