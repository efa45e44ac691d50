"""Tables on a terminal and in logs."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from lingmix.table.exposure_sheets import NOTES, ExposureSheet, exposure_sheets
from lingmix.table.labels import Shown, heading
from lingmix.table.pivot import Remarks, Sheet, sheets, variant_name

WIDE = 160
"""Columns of a console that is no terminal, such as a log."""
TEXT = 120
"""Columns of running text at most."""
SHOWN = 12
"""Parts of a data set that are named at most."""


def show(
    table: pd.DataFrame,
    metrics: Shown,
    remarks: Remarks | None = None,
    baseline: Sequence[str] | None = None,
    effects: pd.DataFrame | None = None,
) -> None:
    """Print the macro averages of an ablation table: a table per benchmark, or one per setting where it would be too
    wide. Nothing in them is cut off or wrapped. ``baseline`` and ``effects`` are for marks."""
    found = sheets(table, metrics, baseline, remarks, effects)
    for sheet in found:
        numbers = list(range(len(sheet.columns)))
        parts = [numbers]
        if _width(_table(sheet, numbers)) > _room():
            parts = [list(group) for _, group in groupby(numbers, key=lambda number: sheet.columns[number].setting)]
        for part in parts:
            whole = _table(sheet, part)
            # a terminal that has fewer columns wraps the lines; rich would cut numbers off
            _console(max(_room(), _width(whole))).print(whole)
    notes = {sheet.benchmark: sheet.notes("marked *") for sheet in found}
    shared = [note for note in notes[found[0].benchmark] if all(note in others for others in notes.values())]
    _notes(shared)
    _notes([f"{benchmark}: {note}" for benchmark, own in notes.items() for note in own if note not in shared])


def show_conclusion(said: Mapping[str, Sequence[str]]) -> None:
    """Print the sentences of each benchmark."""
    for sentences in said.values():
        print()
        _notes(sentences)


def show_exposure(found: pd.DataFrame, metrics: Shown) -> None:
    """Print the table by exposure where rows of a benchmark and setting differ in it; else nothing."""
    several = [sheet for sheet in exposure_sheets(found, metrics) if sheet.several]
    for sheet in several:
        table = _exposure_table(sheet)
        _console(max(_room(), _width(table))).print(table)
    _notes(NOTES if several else [])


def show_runs(entries: Sequence[Mapping[str, Any]], options: str = "") -> None:
    """Print every run, whether it is done, and below it the files to ask for to make it, each whole on its line.

    ``options`` are what a command for this study needs behind its target.
    """
    console = _console()
    for entry in entries:
        state = Text("done     ", style="green") if entry["done"] else Text("missing  ", style="yellow")
        console.print(state + Text(entry["id"]), soft_wrap=True)
        for one in entry["metrics"].values():
            print(f"         {one['file']}")
    done = sum(bool(entry["done"]) for entry in entries)
    augmented = any(entry["run"]["augmentation"] for entry in entries)
    form = "encoder.mix.objective" + ("[.augmentation]" if augmented else "")
    print(
        f"{done} of {len(entries)} runs are done. A run is {form}.seed; below it are its targets.\n"
        f"Make a missing one:  snakemake --cores 2 TARGET {options}\n"
        f"Train one again:     snakemake --cores 2 TARGET --forcerun train {options}"
    )


def show_plans(summaries: Sequence[Mapping[str, Any]]) -> None:
    """Print what each plan drew; of the query languages, those with the fewest and the most pairs."""
    sheet = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for name in ("plan", "batches", "pairs", "groups drawn", "per query language"):
        sheet.add_column(Text(name), justify="right" if name == "pairs" else "left")
    for summary in summaries:
        cells = (
            f"{summary['mix']}.s{summary['seed']}",
            "\n".join(f"{regime} {count:,}" for regime, count in summary["batches"].items()),
            f"{summary['pairs']:,}",
            f"{summary['groups_drawn']:,}/{summary['groups_available']:,}",
            _range(summary["query_lang"]),
        )
        sheet.add_row(*map(Text, cells))
    _console(_room()).print(sheet)


def show_datasets(datasets: Sequence[Mapping[str, Any]]) -> None:
    """Print the data sets of the registry, a paragraph each."""
    console = _console()
    for entry in datasets:
        files = entry["files"]
        here = sum(Path(file).is_file() for file in files)
        console.print(Text(entry["name"], style="bold") + Text(f"  {entry['title']}", style="not bold"), soft_wrap=True)
        print(f"    serves {' and '.join(entry['tasks'])}, in {' '.join(entry['languages'])}")
        unit = "passages" if "evaluation" in entry["tasks"] else "pairs"
        counts = {"groups": entry["groups"], unit: entry["size"]}
        if stated := [f"{count:,} {what}" for what, count in counts.items() if count is not None]:
            print(f"    {', '.join(stated)}")
        if parts := entry["parts"]:
            more = " …" if len(parts) > SHOWN else ""
            print(f"    made of {len(parts)} that can be named alone: {' '.join(parts[:SHOWN])}{more}")
        print(f"    {entry['licence']}, {entry['origin']}")
        print(f"    files here: {here} of {len(files)}" if files else "    built in, nothing to download")


def _table(sheet: Sheet, numbers: Sequence[int]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title=Text(sheet.benchmark), title_justify="left", pad_edge=False)
    table.add_column(Text("mix · objective" + (" · augmentation" if sheet.augmented else "")), no_wrap=True)
    for number in numbers:
        column = sheet.columns[number]
        table.add_column(Text(f"{column.setting}\n{heading(column.metric)}"), justify="right", no_wrap=True)
    for encoder, rows in groupby(sheet.rows, key=lambda row: row[0][0]):
        table.add_row(Text(encoder, style="italic"))
        for variant, values in rows:
            chosen = [values[number] for number in numbers]
            # the mark is a character, so that it is there in a log too
            cells = [Text(f"{v.text()}{'*' if v.best else ' '}", style="bold" if v.best else "") for v in chosen]
            table.add_row(Text(f"  {variant_name(variant)}"), *cells)
        table.add_section()
    return table


def _exposure_table(sheet: ExposureSheet) -> Table:
    title = f"{sheet.benchmark}: {sheet.setting}, by exposure"
    table = Table(box=box.SIMPLE_HEAD, title=Text(title), title_justify="left", pad_edge=False)
    texts = sheet.axes + 1
    for number, head in enumerate(sheet.heads[1:], 1):
        table.add_column(Text(head), justify="left" if number < texts else "right", no_wrap=True)
    for encoder, rows in groupby(sheet.rows, key=lambda row: row[0]):
        table.add_row(Text(encoder, style="italic"))
        for _, first, *others in rows:
            table.add_row(Text(f"  {first}"), *map(Text, others))
        table.add_section()
    return table


def _range(counts: Mapping[str, int]) -> str:
    """For example ``el 3,933 – es 5,162``."""
    ends = {min(counts, key=lambda lang: counts[lang]), max(counts, key=lambda lang: counts[lang])}
    return " – ".join(f"{lang} {counts[lang]:,}" for lang in sorted(ends, key=lambda lang: counts[lang]))


def _notes(notes: Sequence[str]) -> None:
    for note in notes:
        print(textwrap.fill(note, min(_room(), TEXT), subsequent_indent="  ", break_long_words=False))


def _width(table: Table) -> int:
    """How many columns the table takes with nothing wrapped."""
    wide = _console(10_000)
    return wide.measure(table).maximum


def _room() -> int:
    console = Console()
    return console.width if console.is_terminal else WIDE


def _console(width: int | None = None) -> Console:
    return Console(width=width, highlight=False)
