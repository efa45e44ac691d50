"""Tables of passages that need not fit into memory: written and read in blocks of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from lingmix.data.tables import PASSAGES, QRELS, Retrieval, query_rows
from lingmix.disk import whole
from lingmix.errors import LingmixError, listing
from lingmix.footer import PLACE, seal_footer
from lingmix.store import opened, read_table

SCHEMA = pa.schema([(name, pa.large_string()) for name in PASSAGES], metadata=PLACE)
BLOCK = 1 << 16
"""Rows read at once."""


def write_shard(blocks: Iterable[pd.DataFrame], path: Path, *, name: str) -> int:
    """Write blocks of passages as one table, whole or not at all, and say how many rows it has.

    Args:
        blocks: with the columns of :attr:`lingmix.data.tables.Retrieval.passages`, of which ``context`` and ``part``
            may be missing; any number of rows each.
        path: the Parquet file.
        name: what the passages are of, for messages.

    Raises:
        LingmixError: a missing column, an empty id, language or text, an id that is there twice, no rows, or a disk
            that is full.
    """
    rows = 0
    seen: set[str] = set()
    # a corpus that broke off leaves the room that the next attempt needs
    with whole(path) as part:
        with pq.ParquetWriter(part, SCHEMA, compression="zstd", write_page_checksum=True) as file:
            for block in blocks:
                filled = _filled(block, name)
                if problems := _problems(filled, rows, seen):
                    raise LingmixError(f"{name} cannot be used:\n{listing(problems)}")
                file.write_table(pa.Table.from_pandas(filled, schema=SCHEMA, preserve_index=False))
                rows += len(filled)
        if not rows:
            raise LingmixError(f"{name}: no passages")
        seal_footer(part)
    return rows


def read_blocks(paths: Sequence[str], columns: Sequence[str]) -> Iterator[pd.DataFrame]:
    """Some columns of tables, one after the other, in blocks of at most :data:`BLOCK` rows.

    Raises:
        LingmixError: as of :func:`lingmix.store.opened`.
    """
    for path in paths:
        with opened(Path(path), columns) as file:
            for batch in file.iter_batches(BLOCK, columns=list(columns)):
                yield batch.to_pandas()


def read_judged(paths: Mapping[str, Sequence[str]]) -> Retrieval:
    """A benchmark with no passages but those that are relevant to some group, whatever the size of its tables.

    Raises:
        LingmixError: a file is no Parquet file or lacks a column.
    """
    qrels = pd.concat([read_table(Path(path), QRELS) for path in paths["qrels"]], ignore_index=True)
    blocks = read_blocks(paths["passages"], PASSAGES)
    relevant = [block[block["passage"].isin(qrels["passage"])] for block in blocks]
    return Retrieval(query_rows(paths["queries"]), pd.concat(relevant, ignore_index=True), qrels)


def _filled(block: pd.DataFrame, name: str) -> pd.DataFrame:
    filled = block.assign(**{column: "" for column in ("context", "part") if column not in block.columns})
    missing = [column for column in PASSAGES if column not in filled.columns]
    if missing:
        raise LingmixError(f"{name}: no column {', '.join(missing)}; there are: {', '.join(map(str, block.columns))}")
    return filled[list(PASSAGES)]


def _problems(block: pd.DataFrame, before: int, seen: set[str]) -> list[str]:
    """What is wrong with a block that has so many rows before it; its ids are added to those seen."""
    problems = []
    for column in ("passage", "lang", "text"):
        blank = block[column].isna() | (block[column].astype(str).str.strip() == "")
        problems += [f"row {before + number + 1} has an empty {column}" for number in blank.to_numpy().nonzero()[0]]
    for number, passage in enumerate(block["passage"]):
        if passage in seen:
            problems.append(f"row {before + number + 1} repeats the passage '{passage}'")
        seen.add(passage)
    return problems
