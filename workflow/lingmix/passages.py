"""The vectors of a run's passages, whether one index holds them or several."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lingmix.copies import Rows
from lingmix.data.tables import passage_rows
from lingmix.index import open_vectors
from lingmix.sharding import joined, pools_of


def open_passages(indexes: Sequence[str], shards: Sequence[Sequence[str]] | None) -> Rows:
    """A function from a range of rows, as of :func:`lingmix.data.tables.passage_rows`, to their vectors.

    Args:
        indexes: files, one for each shard.
        shards: the tables of passages behind each; None where there is one index.

    Raises:
        LingmixError: as of :func:`lingmix.index.open_vectors`, or a table cannot be read.
    """
    opened = [open_vectors(Path(path))[1] for path in indexes]
    if shards is None:
        return opened[0]
    places = (passage_rows(tables, ["part", "lang"]) for tables in shards)
    pools = [pools_of(rows["part"], rows["lang"]) for rows in places]
    return joined(list(zip(pools, opened, strict=True)))
