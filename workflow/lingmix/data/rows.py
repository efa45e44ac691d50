"""Rows of a user's own files, each checked, with the place of whatever is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pydantic import TypeAdapter, ValidationError

from lingmix.config.base import Language
from lingmix.data.formats import Row, Unreadable, found, half_pair, rows
from lingmix.errors import LingmixError, listing

ROW_NUMBER = "row-number"
"""Stands for a column where rows have no id of their own."""


@dataclass(frozen=True)
class Field:
    """What a row holds under ``name``.

    Kinds: ``id`` is text or an integer, which becomes text; ``lang`` a BCP 47 tag; ``text`` text that is not blank;
    ``optional-text`` text, "" if absent or null; ``optional-texts`` a list of texts, empty if absent or null, in CSV
    written as JSON; ``optional-grade`` a whole number, 1 if absent or null.
    """

    name: str
    kind: Literal["id", "lang", "text", "optional-text", "optional-texts", "optional-grade"]

    @property
    def required(self) -> bool:
        """Whether every row must have it."""
        return not self.kind.startswith("optional")


def read_rows(
    path: Path | Sequence[Path],
    fields: Sequence[Field],
    *,
    unique: Sequence[Sequence[str]] = (),
    check: Callable[[dict[str, Any]], str | None] = lambda row: None,
    columns: Mapping[str, str] | None = None,
    language: str | None = None,
) -> pd.DataFrame:
    """The rows of a file, or of several, one column per field, in order; other keys are ignored, blank lines skipped.

    Args:
        path: files as :func:`lingmix.data.formats.rows` reads them.
        fields: what to read.
        unique: names of fields that together may not repeat, for each such combination.
        check: says what else is wrong with a row whose fields are right, or None.
        columns: the name in the files of a field that has another there; :data:`ROW_NUMBER` numbers the rows from 1.
        language: the language of all rows, where they do not say it.

    Raises:
        LingmixError: a file is missing, of another format or without rows, or rows are wrong, of which the first ten
            are shown with their places.
    """
    paths = [path] if isinstance(path, Path) else list(path)
    names = {field.name: (columns or {}).get(field.name, field.name) for field in fields}
    given = {name for name, column in names.items() if column == ROW_NUMBER}
    if language is not None:
        given |= {field.name for field in fields if field.kind == "lang"}
    required = [names[field.name] for field in fields if field.required and field.name not in given]
    optional = [names[field.name] for field in fields if names[field.name] not in [*required, ROW_NUMBER]]

    table: dict[str, list[Any]] = {field.name: [] for field in fields}
    seen: dict[tuple[object, ...], str] = {}
    problems: list[str] = []
    number = 0
    for one in paths:
        for place, row in rows(one, required, optional):
            number += 1
            values = _values(row, fields, names, language, number)
            if isinstance(values, dict) and (other := check(values)):
                values = Unreadable(other)
            if isinstance(values, Unreadable):
                problems.append(f"{place}: {values.why}")
                continue
            for key in unique:
                first = seen.setdefault((*key, *(values[name] for name in key)), place)
                if first != place:
                    shown = ", ".join(f"{name} '{values[name]}'" for name in key)
                    problems.append(f"{place}: repeats {first} ({shown})")
            for name, value in values.items():
                table[name].append(value)
    shown = ", ".join(map(str, paths))
    if problems:
        raise LingmixError(f"{shown} cannot be used:\n{listing(problems)}")
    if not number:
        raise LingmixError(f"{shown}: no rows")
    return pd.DataFrame(table)


def _values(
    row: Row, fields: Sequence[Field], names: Mapping[str, str], language: str | None, number: int
) -> dict[str, Any] | Unreadable:
    """The fields of a row, or all that is wrong with them."""
    if isinstance(row, Unreadable):
        return row
    values = {}
    for field in fields:
        column = names[field.name]
        value = number if column == ROW_NUMBER else row.get(column)
        if field.kind == "lang" and language is not None:
            if value not in (None, language):
                return Unreadable(f"{column} is '{value}', while the study says `language: {language}` of all rows")
            value = language
        values[field.name] = _value(field, value, column, column in row)
    wrong = [value.why for value in values.values() if isinstance(value, Unreadable)]
    return Unreadable("; ".join(wrong)) if wrong else values


def _value(field: Field, value: Any, name: str, given: bool) -> Any:
    """The value of a field in its uniform type, or an :class:`Unreadable`; ``name`` is the field's in the file."""
    if value is None or (value == "" and field.kind in ("optional-texts", "optional-grade")):
        if field.required:
            return Unreadable(f"{name} is null" if given else f"no {name}")
        return {"optional-text": "", "optional-texts": [], "optional-grade": 1}[field.kind]
    match field.kind, value:
        case "id", int() if not isinstance(value, bool):
            return str(value)
        case "optional-grade", _:
            return _grade(name, value)
        case "optional-texts", str():
            return _listed(name, value)
        case "optional-texts", list():
            return _first_fault(name, value) or value
        case (("id" | "lang" | "text" | "optional-text"), str()):
            blank = None if value.strip() or field.kind == "optional-text" else Unreadable(f"{name} is empty")
            return blank or _fault(field, value, name) or value
    wanted = {"id": "text or an integer", "optional-texts": "a list of texts"}.get(field.kind, "text")
    return Unreadable(f"{name} is {found(value)}, not {wanted}")


def _grade(name: str, value: Any) -> int | Unreadable:
    try:
        if not isinstance(value, bool) and float(value) == int(float(value)):
            return int(float(value))
    except (TypeError, ValueError, OverflowError):
        pass
    shown = f"'{value}'" if isinstance(value, str) else found(value)
    return Unreadable(f"{name} is {shown}, not a whole number")


def _listed(name: str, value: str) -> list[str] | Unreadable:
    """A list in a cell, written as JSON."""
    try:
        texts = json.loads(value)
    except (ValueError, RecursionError):
        texts = None
    if not isinstance(texts, list):
        return Unreadable(f'{name} is text, not a list of texts (in CSV written as JSON: ["one", "two"])')
    return _first_fault(name, texts) or texts


def _fault(field: Field, value: str, name: str) -> Unreadable | None:
    if field.kind == "lang" and not _is_language(value):
        return Unreadable(f"{name} '{value}' is no language tag, such as en or zh-Hant")
    return _surrogate(name, value)


def _first_fault(name: str, values: Iterable[Any]) -> Unreadable | None:
    for number, value in enumerate(values, start=1):
        if not isinstance(value, str):
            return Unreadable(f"number {number} of {name} is {found(value)}, not text")
        if not value.strip():
            return Unreadable(f"number {number} of {name} is empty")
        if fault := _surrogate(name, value):
            return fault
    return None


def _surrogate(name: str, value: str) -> Unreadable | None:
    wrong = half_pair(value)
    return Unreadable(f"{name} {wrong}") if wrong else None


@lru_cache(maxsize=4096)
def _is_language(tag: str) -> bool:
    try:
        _LANGUAGE.validate_python(tag)
    except ValidationError:
        return False
    return True


_LANGUAGE: TypeAdapter[str] = TypeAdapter(Language)
