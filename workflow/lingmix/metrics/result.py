"""What scoring a run on a benchmark leaves: its ranks and its metrics."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from lingmix.provenance import made_on, versions
from lingmix.store import write_table


def write_result(
    ranks: pd.DataFrame,
    metrics: pd.DataFrame,
    axes: Mapping[str, str | int | None],
    fingerprint: str,
    threads: int,
    paths: Mapping[str, str],
) -> None:
    """Write both tables with what they were made from.

    Args:
        ranks: as :func:`lingmix.metrics.ranks.rank_table` returns it.
        metrics: as :func:`lingmix.metrics.score.score` returns it; gets a column for each axis in front.
        axes: what the run is, and on which benchmark.
        fingerprint: of what the metrics depend on.
        threads: that the job had.
        paths: the files ``ranks`` and ``metrics``.

    Raises:
        LingmixError: the disk is full or the folder cannot be written to.
    """
    about = {"fingerprint": fingerprint, "versions": versions(), "made_on": made_on(threads)}
    shown = metrics.copy()
    for position, (column, value) in enumerate(axes.items()):
        shown.insert(position, column, value)
    write_table(ranks, Path(paths["ranks"]), about=about)
    write_table(shown, Path(paths["metrics"]), about=about)
