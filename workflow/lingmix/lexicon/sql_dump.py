"""Read the rows of a table from a compressed MySQL dump, a line at a time, as Wikimedia publishes them.

Format: mysqldump's. ``CREATE TABLE`` names the columns; then come lines ``INSERT INTO `table` VALUES (…),(…);`` of
about a megabyte each, with texts in single quotes and backslash escapes.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, cast

from lingmix.data.formats import byte_lines
from lingmix.errors import LingmixError

_COLUMN = re.compile(rb"\s*`(\w+)`")
_VALUE = rb"'(?:[^'\\]|\\.|'')*'|[^,()']+"
_ROW = re.compile(rb"\(((?:" + _VALUE + rb")(?:,(?:" + _VALUE + rb"))*)\)(?=[,;])", re.DOTALL)
_FIELD = re.compile(_VALUE, re.DOTALL)
_ESCAPE = re.compile(rb"\\(.)|''", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"0": b"\0", b"Z": b"\x1a", b"b": b"\b"}


def read_dump(path: Path, table: str, columns: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The values of some columns, row by row, as text without quotes; bytes that are not UTF-8 become U+FFFD.

    Args:
        path: ``….sql.gz``.
        table: the table that the dump is of.
        columns: names of columns.

    Raises:
        LingmixError: the file is missing, cut off, no gzip file, or not a dump of such a table.
    """
    try:
        with cast("IO[bytes]", gzip.open(path, "rb")) as lines:
            yield from _rows(path, byte_lines(lines, path), table, columns)
    except FileNotFoundError as error:
        raise LingmixError(f"{path}: no such file") from error
    except (EOFError, OSError, zlib.error) as error:
        raise LingmixError(f"{path} cannot be read as gzip ({error}); download it again") from error


def _rows(path: Path, lines: Iterator[bytes], table: str, columns: Sequence[str]) -> Iterator[tuple[str, ...]]:
    there: list[str] = []
    places: list[int] | None = None
    insert = f"INSERT INTO `{table}` VALUES ".encode()
    inside = False
    for number, line in enumerate(lines, start=1):
        if line.startswith(f"CREATE TABLE `{table}`".encode()):
            inside = True
        elif inside and (named := _COLUMN.match(line)):
            there.append(named[1].decode())
        elif inside and line.startswith(b")"):
            inside = False
            if absent := [column for column in columns if column not in there]:
                raise LingmixError(
                    f"{path}: `{table}` has no column {', '.join(absent)}; there are: {', '.join(there)}"
                )
            places = [there.index(column) for column in columns]
        elif line.startswith(insert):
            if places is None:
                break
            end = len(insert)
            for row in _ROW.finditer(line, end):
                fields = _FIELD.findall(row[1])
                if row.start() != end or len(fields) != len(there):
                    break
                yield tuple(_text(fields[place]) for place in places)
                end = row.end() + 1
            if line[end:].strip() not in (b"", b";"):
                shown = line[end : end + 60].decode("utf-8", "replace")
                raise LingmixError(f"{path}:{number}: not {len(there)} values of a row: {shown!r}")
    if places is None:
        raise LingmixError(f"{path}: this is no dump of a table `{table}` with the columns {', '.join(columns)}")


def _text(field: bytes) -> str:
    if field.startswith(b"'"):
        field = _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]) if found[1] else b"'", field[1:-1])
    return field.decode("utf-8", "replace")
