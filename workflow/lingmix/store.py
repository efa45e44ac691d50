"""Tables on disk: Parquet, written whole or not at all, with what they were made from in their metadata."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from lingmix.disk import whole
from lingmix.errors import LingmixError
from lingmix.footer import PLACE, check_footer, seal_footer
from lingmix.seal import damaged

KEY = b"lingmix"


def write_table(frame: pd.DataFrame, path: Path, *, about: dict[str, Any] | None = None) -> None:
    """Write ``frame`` as Parquet; ``about`` (JSON values) goes into the file's metadata.

    Raises:
        LingmixError: the disk is full or the folder cannot be written to.
    """
    table = pa.Table.from_pandas(frame, preserve_index=False)
    own = {KEY: json.dumps(about or {}).encode(), **PLACE}
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), **own})
    with whole(path) as temporary:
        pq.write_table(table, temporary, compression="zstd", write_page_checksum=True)
        seal_footer(temporary)


def read_table(path: Path, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Read a table that :func:`write_table` wrote.

    Raises:
        LingmixError: the file is no Parquet file, has changed since it was written, or lacks one of ``columns``; it is
            set aside then.
    """
    try:
        check_footer(path)
        table = pq.ParquetFile(path, page_checksum_verification=True)
        there = table.schema_arrow.names
        missing = [column for column in columns or () if column not in there]
        if missing:
            raise damaged(path, f"has no column {', '.join(missing)}; there are: {', '.join(there)}")
        frame: pd.DataFrame = table.read(columns=list(columns) if columns else None).to_pandas()
    except (pa.ArrowException, OSError) as error:
        raise unreadable(path, error) from error
    return frame


def about(path: Path) -> dict[str, Any]:
    """The metadata that :func:`write_table` put into the file.

    Raises:
        LingmixError: the file is none that it wrote; it is set aside then.
    """
    try:
        check_footer(path)
        metadata = pq.read_schema(path).metadata or {}
    except (pa.ArrowException, OSError) as error:
        raise unreadable(path, error) from error
    found: dict[str, Any] = json.loads(metadata.get(KEY, b"{}"))
    return found


def unreadable(path: Path, error: Exception) -> LingmixError:
    """The error to raise about a table that pyarrow cannot read; the file, if there is one, is set aside."""
    if not path.exists():
        return LingmixError(f"{path} does not exist; run the target that makes it")
    return damaged(path, f"cannot be read ({error})")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Make ``folder`` and keep other processes from doing the same work in it while the block runs.

    Raises:
        LingmixError: another process is at it, such as one that outlived a killed Snakemake.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder.with_name(f".{folder.name}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise LingmixError(
            f"another process is working in {folder}, perhaps one that outlived a killed snakemake; "
            "wait for it or end it, then run again"
        ) from error
    try:
        yield
    finally:
        lock.release()


def write_text(text: str, path: Path) -> None:
    """Write UTF-8 text so that ``path`` holds all of it or does not exist.

    Raises:
        LingmixError: the disk is full or the folder cannot be written to.
    """
    with whole(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def write_json(value: Any, path: Path) -> None:
    """Write a JSON value, indented, with its keys in their order."""
    write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", path)
