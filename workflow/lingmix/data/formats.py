"""Rows of a file, JSON lines, Parquet, CSV or TSV, each with its place, or what is wrong with it in its stead."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

from lingmix.errors import LingmixError

SUFFIXES = (".jsonl", ".parquet", ".csv", ".tsv")
PACKED = ".gz"
"""May follow any of these but Parquet, which is compressed inside."""
LONGEST = 1 << 28
"""Bytes in a line, or characters in a cell of a CSV file, of which Python's own limit is 131,072, which passages can
exceed."""


BLOCK = 1 << 16
"""Bytes of a table read at once."""


@dataclass(frozen=True)
class Unreadable:
    """Stands where a row or a value would, and says why there is none."""

    why: str


Row = dict[str, Any] | Unreadable


def rows(path: Path, required: Sequence[str], optional: Sequence[str] = ()) -> Iterator[tuple[str, Row]]:
    """Each row of a file with its place, ``<file>:<line>`` or, for Parquet, ``<file> row <number from 1>``.

    Args:
        path: ``.jsonl`` (one JSON object a line), ``.parquet``, ``.csv`` (comma, quotes as in RFC 4180, cells may hold
            line breaks) or ``.tsv`` (tabs, quotes are text); the text formats in UTF-8, and perhaps compressed as
            ``.gz``. CSV and TSV begin with a line of column names.
        required: columns that have to be there, which is checked of all formats but JSON lines.
        optional: columns that are read if they are there.

    Raises:
        LingmixError: the file is missing, of another format or encoding, truncated, or without a required column.
    """
    if not path.is_file():
        raise LingmixError(f"{path}: {'not a file' if path.exists() else 'no such file'}")
    suffix = Path(path.stem).suffix if path.suffix == PACKED else path.suffix
    if suffix not in SUFFIXES or path.name.endswith(f".parquet{PACKED}"):
        raise LingmixError(f"{path}: files of rows end in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}, not '{suffix}'")
    if suffix == ".parquet":
        yield from _parquet(path, required, optional)
        return
    with _opened(path) as content:
        _is_rows(path, content.read(1 << 10))
        content.seek(0)
        if suffix == ".jsonl":
            yield from _json_lines(path, content)
        else:
            yield from _cells(path, content, required, "," if suffix == ".csv" else "\t")


def byte_lines(content: IO[bytes], path: Path) -> Iterator[bytes]:
    """The lines of a file, each with its line feed.

    Raises:
        LingmixError: one is longer than :data:`LONGEST`, as a few compressed bytes can make it.
    """
    for number, line in enumerate(iter(partial(content.readline, LONGEST + 1), b""), start=1):
        if len(line) > LONGEST:
            raise LingmixError(f"{path}:{number}: a line of more than {LONGEST:,} bytes")
        yield line


class _Bounded(io.BufferedReader):
    """A file's bytes for a reader of text, which would read a line of any length at once."""

    def __init__(self, content: IO[bytes], path: Path) -> None:
        # its own reading is never used
        super().__init__(io.BytesIO())
        self._content, self._path, self._line = content, path, 0

    def read1(self, size: int = -1, /) -> bytes:
        """Some bytes, none at the end; a LingmixError where a line is longer than :data:`LONGEST`."""
        found = self._content.read(size if 0 <= size <= BLOCK else BLOCK)
        ends = max(found.rfind(b"\n"), found.rfind(b"\r"))
        self._line = len(found) - ends - 1 if ends >= 0 else self._line + len(found)
        if self._line > LONGEST:
            raise LingmixError(f"{self._path}: a line of more than {LONGEST:,} bytes")
        return found


def has_columns(there: Sequence[str], required: Sequence[str], path: Path) -> None:
    """Raise LingmixError if a required column is not there."""
    if missing := [name for name in required if name not in there]:
        raise LingmixError(f"{path}: no column {', '.join(missing)}; there are: {', '.join(there) or 'none'}")


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        with path.open("rb") as file:
            yield cast("IO[bytes]", gzip.GzipFile(fileobj=file)) if path.suffix == PACKED else file
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise LingmixError(f"{path} is truncated or no gzip file ({error}); get it again") from error


def _json_lines(path: Path, content: IO[bytes]) -> Iterator[tuple[str, Row]]:
    # Bytes are split at line feeds only; text would also be split at U+2028 and the like, which JSON allows in strings.
    for number, line in enumerate(byte_lines(content, path), start=1):
        if line.strip():
            yield f"{path}:{number}", _json_object(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)


def _json_object(line: bytes) -> Row:
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return Unreadable(f"not UTF-8 (byte 0x{line[error.start]:02x} at position {error.start + 1})")
    except json.JSONDecodeError as error:
        return Unreadable(f"not JSON ({error.msg} at column {error.colno})")
    except (RecursionError, ValueError) as error:
        return Unreadable(f"not JSON that can be read ({error})")
    return row if isinstance(row, dict) else Unreadable(f"{found(row)} instead of a JSON object")


def _parquet(path: Path, required: Sequence[str], optional: Sequence[str]) -> Iterator[tuple[str, Row]]:
    # the registry's modules import this one, and must be cheap to import
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            there = file.schema_arrow.names
            has_columns(there, required, path)
            number = 0
            for batch in file.iter_batches(columns=[name for name in [*required, *optional] if name in there]):
                for row in batch.to_pylist():
                    number += 1
                    yield f"{path} row {number}", row
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise LingmixError(f"{path}: not readable as Parquet ({error})") from error


def _cells(path: Path, content: IO[bytes], required: Sequence[str], delimiter: str) -> Iterator[tuple[str, Row]]:
    """Rows of CSV or TSV; bytes that are not UTF-8 pass as lone surrogates, so that their row can be named."""
    csv.field_size_limit(LONGEST)
    text = io.TextIOWrapper(_Bounded(content, path), encoding="utf-8-sig", errors="surrogateescape", newline="")
    if delimiter == ",":
        reader = csv.reader(text, strict=True)
    else:
        reader = csv.reader(text, delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=True)
    line = 1
    try:
        header = next(reader, [])
        if twice := sorted({name for name in header if header.count(name) > 1}):
            raise LingmixError(f"{path}:1: the column {', '.join(twice)} is named twice")
        has_columns(header, required, path)
        line = reader.line_num + 1
        for row in reader:
            if row:
                yield f"{path}:{line}", _named(header, row)
            line = reader.line_num + 1
    except csv.Error as error:
        raise LingmixError(
            f"{path}:{line}: not {'CSV' if delimiter == ',' else 'TSV'} from here on ({error}); "
            "a quote that is not closed?"
        ) from error


def _named(header: list[str], row: list[str]) -> Row:
    if len(row) != len(header):
        return Unreadable(f"{len(row)} cells, while the first line names {len(header)} columns")
    for name, cell in zip(header, row, strict=True):
        if wrong := next((letter for letter in cell if "\udc80" <= letter <= "\udcff"), None):
            return Unreadable(f"{name} is not UTF-8 (byte 0x{ord(wrong) - 0xDC00:02x})")
    return dict(zip(header, row, strict=True))


def _is_rows(path: Path, start: bytes) -> None:
    """Raise LingmixError if a file begins as one of another encoding or a web page does."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start[:100]:
        raise LingmixError(f"{path}: UTF-16 or binary, not UTF-8; save it as UTF-8")
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html")):
        raise LingmixError(f"{path}: an HTML page, perhaps of a proxy or a login, instead of rows; get it again")


def half_pair(value: str) -> str | None:
    """What is wrong with a text that no file can hold: JSON can spell half of a UTF-16 pair."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        return f"holds half a surrogate pair at character {error.start + 1}"
    return None


def found(value: object) -> str:
    """What a value of JSON is, in words."""
    match value:
        case None:
            return "null"
        case bool():
            return "a truth value"
        case int() | float():
            return f"the number {value}"
        case str():
            return "text"
        case list():
            return "a list"
        case dict():
            return "an object"
    return f"a {type(value).__name__}"
