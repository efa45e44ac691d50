"""How rank distances are distributed, from the ranks of runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lingmix.config.study import AXES, Run
from lingmix.metrics.pools import ALL

SHARES = np.linspace(0, 1, 51)
"""The shares of queries whose distances are kept: a figure's size does not grow with the benchmark."""
COLUMNS = ("group", "query_lang", "pool", "rank")


def rank_distances(ranks: pd.DataFrame) -> NDArray[np.int64]:
    """Per query the highest minus the lowest rank of its relevant passages in the pool of all languages, sorted.
    Queries with one relevant passage have none.

    Args:
        ranks: as :func:`lingmix.metrics.ranks.rank_table` returns it; :data:`COLUMNS` are enough.
    """
    pooled = ranks[ranks["pool"] == ALL]
    found = pooled.groupby(["query_lang", "group"], observed=True)["rank"].agg(["min", "max", "size"])
    found = found[found["size"] > 1]
    return np.sort((found["max"] - found["min"]).to_numpy(np.int64))


def distance_quantiles(
    runs: Sequence[Run], files: Sequence[Path], read: Callable[[Path, Sequence[str]], pd.DataFrame]
) -> pd.DataFrame:
    """The distribution of rank distances of each variant, over the queries of all its seeds.

    Args:
        runs: the runs of all variants.
        files: of each run the table of ranks on one benchmark.
        read: reads some columns of a table, such as :func:`lingmix.store.read_table`.

    Returns:
        The axes, ``share`` (float64, :data:`SHARES`) and ``distance`` (int64, in ranks): the smallest distance that
        at least this share of the queries does not exceed. A variant without distances has no rows.
    """
    of: dict[tuple[str, ...], list[NDArray[np.int64]]] = {}
    for run, file in zip(runs, files, strict=True):
        variant = tuple(run.axes[axis] for axis in AXES)
        of.setdefault(variant, []).append(rank_distances(read(file, COLUMNS)))
    parts = [
        pd.DataFrame(
            {
                **dict(zip(AXES, variant, strict=True)),
                "share": SHARES,
                "distance": np.quantile(np.concatenate(found), SHARES, method="inverted_cdf").astype(np.int64),
            }
        )
        for variant, found in of.items()
        if sum(map(len, found))
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*AXES, "share", "distance"])
