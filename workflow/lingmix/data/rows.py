"""Rows of a user's own file, JSON lines or Parquet, each checked, with the place of whatever is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import TypeAdapter, ValidationError

from lingmix.config.base import Language
from lingmix.errors import LingmixError, listing


@dataclass(frozen=True)
class Field:
    """What a row holds under ``name``.

    Kinds: ``id`` is text or an integer, which becomes text; ``lang`` a BCP 47 tag; ``text`` text that is not blank;
    ``optional-text`` text, "" if absent or null; ``optional-texts`` a list of texts, empty if absent or null.
    """

    name: str
    kind: Literal["id", "lang", "text", "optional-text", "optional-texts"]

    @property
    def required(self) -> bool:
        """Whether every row must have it."""
        return not self.kind.startswith("optional")


def read_rows(
    path: Path,
    fields: Sequence[Field],
    *,
    unique: Sequence[Sequence[str]] = (),
    check: Callable[[dict[str, Any]], str | None] = lambda row: None,
) -> pd.DataFrame:
    """The rows of ``path``, one column per field, in file order; other keys are ignored, blank lines skipped.

    Args:
        path: ``.jsonl`` (one JSON object a line, UTF-8) or ``.parquet``.
        fields: what to read.
        unique: names of fields that together may not repeat, for each such combination.
        check: says what else is wrong with a row whose fields are right, or None.

    Raises:
        LingmixError: the file is missing, of another format or without rows, or rows are wrong. Places are
            ``<file>:<line>`` for JSON lines and ``<file> row <number from 1>`` for Parquet; the first ten are shown.
    """
    if not path.is_file():
        raise LingmixError(f"{path}: {'not a file' if path.exists() else 'no such file'}")
    readers = {".jsonl": _json_lines, ".parquet": _parquet}
    if path.suffix not in readers:
        raise LingmixError(f"{path}: files of rows end in {' or '.join(readers)}, not in '{path.suffix}'")

    columns: dict[str, list[Any]] = {field.name: [] for field in fields}
    seen: dict[tuple[object, ...], str] = {}
    problems: list[str] = []
    for place, row in readers[path.suffix](path, fields):
        if isinstance(row, _Unreadable):
            problems.append(f"{place}: {row.why}")
            continue
        values = {field.name: _value(field, row) for field in fields}
        wrong = [value.why for value in values.values() if isinstance(value, _Unreadable)]
        if not wrong and (other := check(values)):
            wrong = [other]
        if wrong:
            problems.append(f"{place}: {'; '.join(wrong)}")
            continue
        for names in unique:
            first = seen.setdefault((*names, *(values[name] for name in names)), place)
            if first != place:
                shown = ", ".join(f"{name} '{values[name]}'" for name in names)
                problems.append(f"{place}: repeats {first} ({shown})")
        for name, value in values.items():
            columns[name].append(value)
    if problems:
        raise LingmixError(f"{path} cannot be used:\n{listing(problems)}")
    if not columns[fields[0].name]:
        raise LingmixError(f"{path}: no rows")
    return pd.DataFrame(columns)


@dataclass(frozen=True)
class _Unreadable:
    """Stands where a row or a value would, and says why there is none."""

    why: str


def _json_lines(path: Path, fields: Sequence[Field]) -> Iterator[tuple[str, dict[str, Any] | _Unreadable]]:
    # Bytes are split at line feeds only; text would also be split at U+2028 and the like, which JSON allows in strings.
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield f"{path}:{number}", _json_object(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)


def _json_object(line: bytes) -> dict[str, Any] | _Unreadable:
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _Unreadable(f"not UTF-8 (byte 0x{line[error.start]:02x} at position {error.start + 1})")
    except json.JSONDecodeError as error:
        return _Unreadable(f"not JSON ({error.msg} at column {error.colno})")
    except (RecursionError, ValueError) as error:
        return _Unreadable(f"not JSON that can be read ({error})")
    return row if isinstance(row, dict) else _Unreadable(f"{_found(row)} instead of a JSON object")


def _parquet(path: Path, fields: Sequence[Field]) -> Iterator[tuple[str, dict[str, Any] | _Unreadable]]:
    try:
        with pq.ParquetFile(path) as file:
            there = file.schema_arrow.names
            if missing := [field.name for field in fields if field.required and field.name not in there]:
                raise LingmixError(f"{path}: no column {', '.join(missing)}; there are: {', '.join(there) or 'none'}")
            number = 0
            for batch in file.iter_batches(columns=[field.name for field in fields if field.name in there]):
                for row in batch.to_pylist():
                    number += 1
                    yield f"{path} row {number}", row
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise LingmixError(f"{path}: not readable as Parquet ({error})") from error


def _value(field: Field, row: dict[str, Any]) -> Any:
    """The field's value in its uniform type, or an :class:`_Unreadable`."""
    value = row.get(field.name)
    match field.kind, value:
        case "optional-text", None:
            return ""
        case "optional-texts", None:
            return []
        case _, None:
            return _Unreadable(f"{field.name} is null" if field.name in row else f"no {field.name}")
        case "id", int() if not isinstance(value, bool):
            return str(value)
        case "optional-texts", list():
            return _first_fault(field.name, value) or value
        case (("id" | "lang" | "text" | "optional-text"), str()):
            blank = None if value.strip() or field.kind == "optional-text" else _Unreadable(f"{field.name} is empty")
            return blank or _fault(field, value) or value
    wanted = {"id": "text or an integer", "optional-texts": "a list of texts"}.get(field.kind, "text")
    return _Unreadable(f"{field.name} is {_found(value)}, not {wanted}")


def _fault(field: Field, value: str) -> _Unreadable | None:
    if field.kind == "lang" and not _is_language(value):
        return _Unreadable(f"{field.name} '{value}' is no language tag, such as en or zh-Hant")
    return _surrogate(field.name, value)


def _first_fault(name: str, values: Iterable[Any]) -> _Unreadable | None:
    for number, value in enumerate(values, start=1):
        if not isinstance(value, str):
            return _Unreadable(f"number {number} of {name} is {_found(value)}, not text")
        if not value.strip():
            return _Unreadable(f"number {number} of {name} is empty")
        if fault := _surrogate(name, value):
            return fault
    return None


def _surrogate(name: str, value: str) -> _Unreadable | None:
    """JSON can spell half of a UTF-16 pair, which no file can hold later on."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        return _Unreadable(f"{name} holds half a surrogate pair at character {error.start + 1}")
    return None


@lru_cache(maxsize=4096)
def _is_language(tag: str) -> bool:
    try:
        _LANGUAGE.validate_python(tag)
    except ValidationError:
        return False
    return True


_LANGUAGE: TypeAdapter[str] = TypeAdapter(Language)


def _found(value: object) -> str:
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
