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
ENDING = 15.0
"""Seconds that a killed job may take to end, while another waits to do the same work."""


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
        LingmixError: as of :func:`opened`.
    """
    with opened(path, columns or ()) as file:
        frame: pd.DataFrame = file.read(columns=list(columns) if columns else None).to_pandas()
    return frame


def about(path: Path) -> dict[str, Any]:
    """The metadata that :func:`write_table` put into the file.

    Raises:
        LingmixError: as of :func:`opened`.
    """
    with opened(path) as file:
        metadata = file.schema_arrow.metadata or {}
    found: dict[str, Any] = json.loads(metadata.get(KEY, b"{}"))
    return found


@contextmanager
def opened(path: Path, columns: Sequence[str] = ()) -> Iterator[pq.ParquetFile]:
    """A table that lingmix wrote, to read from while the block runs.

    Args:
        path: the file.
        columns: what it must have.

    Raises:
        LingmixError: there is no file, or the system cannot read it just now. Or it is no Parquet file, has changed
            since it was written, or lacks a column; it is set aside then.
    """
    try:
        check_footer(path)
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            there = file.schema_arrow.names
            missing = [column for column in columns if column not in there]
            if missing:
                raise damaged(path, f"has no column {', '.join(missing)}; there are: {', '.join(there)}")
            yield file
    except FileNotFoundError as error:
        raise LingmixError(f"{path} does not exist; run the target that makes it") from error
    except (pa.ArrowException, OSError) as error:
        # of the system's errors, which have a number, and of a lack of memory the file knows nothing
        if isinstance(error, MemoryError) or getattr(error, "errno", None):
            raise LingmixError(f"{path} cannot be read now ({error}); run again once that is mended") from error
        raise damaged(path, f"cannot be read ({error})") from error


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Make ``folder`` and keep other processes from doing the same work in it while the block runs.

    Raises:
        LingmixError: another process is at it, such as one that outlived a killed Snakemake.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder.with_name(f".{folder.name}.lock"))
    try:
        lock.acquire(timeout=ENDING)
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
