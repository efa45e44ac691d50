"""The first table of the page: means over languages, a row per variant, with marks for what is sure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from lingmix.report.content import Content
from lingmix.report.verdict import MARKS, against_baseline
from lingmix.stats.comparisons import name as variant_id
from lingmix.table.labels import heading
from lingmix.table.pivot import Sheet, sheets


@dataclass(frozen=True)
class Cell:
    """One value as it is shown: mean, deviation over seeds, whether it is the best, and what is sure of it."""

    mean: str
    sd: str
    best: bool
    verdict: str

    @property
    def mark(self) -> str:
        """One character, or none."""
        return MARKS.get(self.verdict, "")


@dataclass(frozen=True)
class Row:
    """A variant: its axes as shown, its name, and its values."""

    heads: tuple[str, ...]
    variant: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Macro:
    """One benchmark's table.

    Attributes:
        heads: names of the axes.
        settings: with the number of their columns.
        metrics: headings of the columns of numbers.
        marks: the verdicts that are marked in it.
        notes: what a reader needs beside the numbers.
    """

    benchmark: str
    heads: tuple[str, ...]
    settings: tuple[tuple[str, int], ...]
    metrics: tuple[str, ...]
    rows: tuple[Row, ...]
    marks: tuple[str, ...]
    notes: tuple[str, ...]


def macros(content: Content) -> list[Macro]:
    """The tables of all benchmarks."""
    said = against_baseline(content.effects, content.baseline) if content.effects is not None else {}
    found = sheets(content.table, content.metrics, content.baseline, content.remarks)
    return [_macro(sheet, said) for sheet in found]


def _macro(sheet: Sheet, said: Mapping[tuple[str, str, str, str], str]) -> Macro:
    axes = 4 if sheet.augmented else 3
    rows = []
    for axis_values, values in sheet.rows:
        name = variant_id(axis_values)
        cells = [
            Cell(value.mean, value.sd, value.best, said.get((name, sheet.benchmark, column.setting, column.metric), ""))
            for column, value in zip(sheet.columns, values, strict=True)
        ]
        rows.append(Row(axis_values[:axes], name, tuple(cells)))
    shown = {cell.verdict for row in rows for cell in row.cells}
    return Macro(
        sheet.benchmark,
        ("encoder", "mix", "objective", "augmentation")[:axes],
        tuple((setting, len(list(same))) for setting, same in groupby(column.setting for column in sheet.columns)),
        tuple(heading(column.metric) for column in sheet.columns),
        tuple(rows),
        tuple(mark for mark in MARKS if mark in shown),
        tuple(note for note in sheet.notes("in bold") if not note.startswith("Differences in the CSV")),
    )
