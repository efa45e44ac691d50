"""What data sets in files of rows share, wherever the files are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from lingmix.config.base import Language, Model
from lingmix.errors import unknown_name

FIELDS = {
    "pairs": ("group", "lang", "query", "passage", "negatives"),
    "queries": ("group", "lang", "text"),
    "passages": ("passage", "lang", "text", "context"),
    "qrels": ("group", "lang", "passage", "score"),
}
"""What the rows of each file hold."""


def one_or_several(value: Any) -> Any:
    """A text alone stands for a list of one."""
    return (value,) if isinstance(value, str) else value


class Rows(Model):
    """Either ``pairs``, or ``queries``, ``passages`` and ``qrels`` together."""

    columns: dict[str, str] | None = Field(None, min_length=1)
    """What a column is called in the files, where that is not its name here: ``query: question``, or, of one file only,
    ``queries.text: question``. ``row-number`` stands for the row's number, where rows have no id."""
    language: Language | None = None
    """The language of all rows, for files without a column ``lang``."""

    def given(self) -> list[str]:
        """The files that are given, by key."""
        return [key for key in FIELDS if getattr(self, key) is not None]

    def columns_of(self, file: str) -> dict[str, str]:
        """The names in a file of the fields that have another there."""
        written = self.columns or {}
        here = {field: written[field] for field in FIELDS[file] if field in written}
        return here | {field: written[f"{file}.{field}"] for field in FIELDS[file] if f"{file}.{field}" in written}

    def reading(self) -> dict[str, Any]:
        """How to read the files, as arguments of :func:`lingmix.data.own.read_pairs` or its like for three files."""
        if self.given() == ["pairs"]:
            return {"columns": self.columns_of("pairs"), "language": self.language}
        return {"columns": {file: self.columns_of(file) for file in self.given()}, "language": self.language}

    @model_validator(mode="after")
    def _one_shape(self) -> Rows:
        given = self.given()
        three = [key for key in FIELDS if key != "pairs"]
        if "pairs" in given and len(given) > 1:
            raise ValueError(
                f"either pairs, or queries, passages and qrels; pairs and {', '.join(given[1:])} are given"
            )
        if "pairs" not in given and len(given) < len(three):
            missing = [key for key in three if key not in given]
            raise ValueError(f"either pairs, or queries, passages and qrels; {', '.join(missing)} not given")
        _check_columns(self.columns or {}, given, self.language)
        return self


def _check_columns(columns: Mapping[str, str], given: list[str], language: str | None) -> None:
    known = {field for file in given for field in FIELDS[file]}
    known |= {f"{file}.{field}" for file in given for field in FIELDS[file]}
    for name, column in columns.items():
        if name not in known:
            raise ValueError(f"columns: {unknown_name('column', name, known)}")
        if not column.strip():
            raise ValueError(f"columns.{name}: the name of a column is empty")
        if column == "row-number" and name.split(".")[-1] not in ("group", "passage"):
            raise ValueError(f"columns.{name}: row-number can stand for an id only, group or passage")
        if language is not None and name.split(".")[-1] == "lang":
            raise ValueError(f"either language: {language} for all rows, or columns.{name}; both are given")
