"""A forecast on a terminal."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table

from lingmix.cost.digits import two_digits
from lingmix.cost.predict import Forecast, Stage

MISSING = "–"
WIDTH = 120
HOUR = 3_600
"""Seconds."""


def show(forecast: Forecast, study: str) -> None:
    """Print a table of stages, and below it what they come to and how it is known."""
    console = Console(width=WIDTH, highlight=False)
    table = Table(box=box.SIMPLE_HEAD, title=f"{study}: what it takes", title_justify="left")
    for heading in (
        "stage",
        "jobs",
        "done",
        "time of all",
        "a job at most",
        "GPU-hours",
        "memory",
        "disk",
        "took",
        "took / predicted",
    ):
        table.add_column(heading, justify="left" if heading == "stage" else "right", no_wrap=True)
    for name, stage in forecast.stages.items():
        table.add_row(name, *_cells(stage))
    console.print(table)
    for sentence in sentences(forecast):
        console.print(sentence)


def sentences(forecast: Forecast) -> list[str]:
    """What the table comes to, one fact each."""
    stages = forecast.stages.values()
    least = "" if forecast.complete else "at least "
    work = sum(stage.processor_seconds for stage in stages)
    memory = [stage.memory for stage in stages if stage.memory is not None]
    disk = sum(stage.disk for stage in stages)
    cores = f"{forecast.cores} core{'s' if forecast.cores > 1 else ''}"
    in_one = _size(max(memory)) if memory else "an unknown amount"
    kept = f"at least {_size(disk)}" if disk else "an unknown amount"
    found = [
        f"Predicted: {least}{duration(forecast.wall(forecast.stages))} on {cores}, {duration(work)} of processors, "
        f"{in_one} of memory in one job, {kept} on disk for models and vectors. Fetching and preparing data is not in "
        "it."
    ]
    on_gpus = sum(stage.gpu_seconds for stage in stages)
    if on_gpus:
        found.append(f"Of GPUs it takes {least}{two_digits(on_gpus / HOUR)} GPU-hours.")
    done = sum(stage.done for stage in stages)
    left = sum(stage.jobs for stage in forecast.left.values())
    if done and left:
        unknown = any(stage.unknown for stage in forecast.left.values())
        found.append(
            f"{done:,} of {done + left:,} jobs are done; left: {'at least ' if unknown else ''}"
            f"{duration(forecast.wall(forecast.left))}."
        )
    compared = [stage for stage in stages if stage.of_compared]
    if compared:
        took = sum(stage.compared for stage in compared)
        said = sum(stage.of_compared or 0 for stage in compared)
        found.append(f"What is done took {duration(took)} of jobs, {took / said:.2f} times what was predicted.")
    found += [f"{name}: {reason}." for name, reason in _reasons(forecast)]
    return found


def _reasons(forecast: Forecast) -> list[tuple[str, str]]:
    """Why each number is known or not, stages of one reason together."""
    by_reason: dict[str, list[str]] = {}
    for name, stage in forecast.stages.items():
        for reason in stage.why:
            by_reason.setdefault(reason, []).append(name)
    return [(", ".join(names), reason) for reason, names in by_reason.items()]


def _cells(stage: Stage) -> list[str]:
    known = stage.unknown < stage.jobs
    least = "≥ " if known and stage.unknown else ""
    return [
        f"{stage.jobs:,}",
        f"{stage.done:,}" if stage.done else MISSING,
        f"{least}{duration(stage.seconds)}" if known else MISSING,
        duration(stage.longest) if known else MISSING,
        two_digits(stage.gpu_seconds / HOUR) if stage.gpu_seconds else MISSING,
        MISSING if stage.memory is None else _size(stage.memory),
        _size(stage.disk) if stage.disk else MISSING,
        duration(stage.taken) if stage.measured else MISSING,
        f"{stage.compared / stage.of_compared:.2f}" if stage.of_compared else MISSING,
    ]


def duration(seconds: float) -> str:
    """Seconds as a person says them.

    >>> [duration(number) for number in (0.04, 3.21, 99.7, 7_500, 200_000, 2e8)]
    ['0.04 s', '3.2 s', '100 s', '2.1 h', '2.3 days', '2,315 days']
    """
    for most, unit, name in ((100, 1, "s"), (6_000, 60, "min"), (172_800, HOUR, "h")):
        if seconds < most:
            return f"{two_digits(seconds / unit)} {name}"
    return f"{two_digits(seconds / 86_400)} days"


def _size(count: float) -> str:
    """Bytes as a person says them."""
    for unit, name in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB")):
        if count >= unit:
            return f"{two_digits(count / unit)} {name}"
    return f"{two_digits(count / 1e3)} kB"
