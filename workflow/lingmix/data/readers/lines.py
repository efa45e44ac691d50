"""Rows of published files, one after the other and each with its place, so that no file has to fit into memory.

A user's own files are read by :mod:`lingmix.data.rows`, which collects what is wrong with them; in a published file the
first wrong row says that it is not the file that it should be.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, cast

from lingmix.data.formats import PACKED, Unreadable, byte_lines, found, half_pair, rows
from lingmix.errors import LingmixError

AGAIN = "remove the file and fetch it again"


def json_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The place, ``<file>:<line>``, and the object of each line of a ``.jsonl`` or ``.jsonl.gz``.

    Raises:
        LingmixError: the file is missing, truncated or a web page, or a line is no JSON object in UTF-8.
    """
    return json_objects(_byte_lines(path), str(path))


def json_objects(lines: Iterable[bytes], where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The place, ``<where>:<line>``, and the object of each line that is not blank, as in a member of an archive.

    Raises:
        LingmixError: a line is no JSON object in UTF-8.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = f"{where}:{number}"
        try:
            row = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except UnicodeDecodeError as error:
            raise LingmixError(f"{place}: not UTF-8 (byte 0x{error.object[error.start]:02x}); {AGAIN}") from error
        except (ValueError, RecursionError) as error:
            raise LingmixError(f"{place}: not JSON ({error}); {AGAIN}") from error
        if not isinstance(row, dict):
            raise LingmixError(f"{place}: {found(row)} instead of a JSON object; {AGAIN}")
        yield place, row


def parquet_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The place, ``<file> row <number from 1>``, and the ``columns`` of each row of a Parquet file.

    Raises:
        LingmixError: the file is missing, no Parquet file, or lacks a column.
    """
    return _sound(path, columns)


def cells(path: Path, columns: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """The place and all cells of each row of a ``.csv`` or ``.tsv`` with a header, perhaps ending in ``.gz``.

    Raises:
        LingmixError: the file is missing, truncated, a web page or without such columns, or a row is not in the format.
    """
    return _sound(path, columns)


def tsv(path: Path, columns: int | Sequence[int], *, sep: str = "\t") -> Iterator[tuple[str, tuple[str, ...]]]:
    """The place and the fields of each line of a table without a header, perhaps ending in ``.gz``.

    Only a line feed, or a carriage return before it, ends a line; quotes are text; blank lines are skipped.

    Args:
        path: the file, in UTF-8.
        columns: how many fields every line must have, or the numbers that are allowed.
        sep: what stands between fields.

    Raises:
        LingmixError: the file is missing, truncated or a web page, not UTF-8, or a line has another number of fields.
    """
    allowed = (columns,) if isinstance(columns, int) else tuple(columns)
    for number, line in enumerate(_byte_lines(path), start=1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            fields = tuple(line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n").split(sep))
        except UnicodeDecodeError as error:
            raise LingmixError(f"{place}: not UTF-8 (byte 0x{error.object[error.start]:02x}); {AGAIN}") from error
        if len(fields) not in allowed:
            wanted = " or ".join(map(str, allowed))
            raise LingmixError(f"{place}: {len(fields)} fields instead of {wanted}; {AGAIN}")
        yield place, fields


def text(row: dict[str, Any], key: str, place: str) -> str:
    """The text that a row has under ``key``, which may be "".

    Raises:
        LingmixError: there is none, or it cannot be written as UTF-8.
    """
    value = row.get(key)
    if isinstance(value, str):
        if wrong := half_pair(value):
            raise LingmixError(f"{place}: '{key}' {wrong}; {AGAIN}")
        return value
    if key not in row:
        raise LingmixError(f"{place}: no '{key}'; there are: {', '.join(row) or 'none'}")
    raise LingmixError(f"{place}: '{key}' is {found(value)}, not text")


def _sound(path: Path, columns: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Rows of CSV, TSV or Parquet, of which none may be wrong."""
    _there(path)
    for place, row in rows(path, columns):
        if isinstance(row, Unreadable):
            raise LingmixError(f"{place}: {row.why}; {AGAIN}")
        yield place, row


def _there(path: Path) -> None:
    if not path.is_file():
        raise LingmixError(f"{path}: no such file; fetch the data set first")


def _byte_lines(path: Path) -> Iterator[bytes]:
    _there(path)
    try:
        with ExitStack() as stack:
            content: IO[bytes] = stack.enter_context(path.open("rb"))
            if path.suffix == PACKED:
                content = stack.enter_context(cast("IO[bytes]", gzip.GzipFile(fileobj=content)))
            for number, line in enumerate(byte_lines(content, path)):
                if number == 0 and line.lstrip(b"\xef\xbb\xbf \t").lower().startswith((b"<!doctype html", b"<html")):
                    raise LingmixError(f"{path}: an HTML page, perhaps of a proxy or a login; {AGAIN}")
                yield line
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise LingmixError(f"{path} is truncated or no gzip file ({error}); {AGAIN}") from error
