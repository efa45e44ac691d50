"""Tables on a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from lingmix.table.pivot import pivot
from lingmix.table.render import SHORT

WIDE = 160
"""Columns of a console that is no terminal, such as a log."""


def show(table: pd.DataFrame, metrics: Sequence[str]) -> None:
    """Print the macro averages of an ablation table, one table per benchmark."""
    data = pivot(table, metrics)
    for benchmark in dict.fromkeys(column.benchmark for column in data.columns):
        here = [number for number, column in enumerate(data.columns) if column.benchmark == benchmark]
        sheet = Table(title=f"{benchmark}: mean ± standard deviation over seeds", title_justify="left")
        for axis in ("encoder", "mix", "objective"):
            sheet.add_column(axis)
        for number in here:
            column = data.columns[number]
            sheet.add_column(f"{SHORT[column.setting]}\n{column.metric}", justify="right")
        for variant, values in data.rows:
            shown = [
                Text(values[n].text(data.columns[n].decimals), style="bold green" if values[n].best else "")
                for n in here
            ]
            sheet.add_row(*map(Text, variant), *shown)
        _console().print(sheet)
    for line in data.footer:
        print("\n".join(textwrap.wrap(line, 120, subsequent_indent="  ")))


def show_runs(entries: Sequence[Mapping[str, Any]]) -> None:
    """Print every run, whether it is done, and the files to ask for to make it."""
    sheet = Table("run", "encoder", "mix", "objective", "seed", "state", "target")
    for entry in entries:
        run = entry["run"]
        axes = [run["encoder"], run["mix"] or "untrained", run["objective"] or "untrained", run["seed"]]
        targets = "\n".join(one["file"] for one in entry["metrics"].values())
        state = Text("done", style="green") if entry["done"] else Text("missing", style="yellow")
        sheet.add_row(entry["id"], *("–" if axis is None else str(axis) for axis in axes), state, targets)
    _console(width=max(WIDE, 110 + max(len(one["file"]) for e in entries for one in e["metrics"].values()))).print(sheet)
    done = sum(bool(entry["done"]) for entry in entries)
    print(
        f"{done} of {len(entries)} runs are done.\n"
        "Make a missing one:  snakemake --cores 2 TARGET\n"
        "Train one again:     snakemake --cores 2 TARGET --forcerun train"
    )


def show_plans(summaries: Sequence[Mapping[str, Any]]) -> None:
    """Print what each plan drew."""
    sheet = Table("plan", "batches", "pairs", "groups drawn / there", "pairs per query language")
    for summary in summaries:
        sheet.add_row(
            f"{summary['mix']}.s{summary['seed']}",
            ", ".join(f"{regime} {count}" for regime, count in summary["batches"].items()),
            f"{summary['pairs']:,}",
            f"{summary['groups_drawn']:,} / {summary['groups_available']:,}",
            " ".join(f"{lang} {count:,}" for lang, count in summary["query_lang"].items()),
        )
    _console().print(sheet)


def show_datasets(datasets: Sequence[Mapping[str, Any]]) -> None:
    """Print the data sets of the registry."""
    sheet = Table("name", "title", "serves", "languages", "licence", "origin", "files here")
    for entry in datasets:
        files = entry["files"]
        here = sum(Path(file).is_file() for file in files)
        sheet.add_row(
            *map(Text, (entry["name"], entry["title"], ", ".join(entry["tasks"]), " ".join(entry["languages"]))),
            Text(entry["licence"]),
            Text(entry["origin"]),
            f"{here} of {len(files)}" if files else "built in",
        )
    _console().print(sheet)


def _console(width: int = WIDE) -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=width)
