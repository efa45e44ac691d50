"""The table as people read it: variants down, setting × metric across, best values marked, one sheet per benchmark."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from lingmix.config.augmentation import NONE
from lingmix.config.study import AXES, UNTRAINED
from lingmix.data.dataset import SETTINGS
from lingmix.errors import LingmixError, unknown_name
from lingmix.metrics.measure import parse
from lingmix.stats.comparisons import name
from lingmix.stats.effects import LEVEL
from lingmix.table.ablation import macro
from lingmix.table.labels import Shown, decimals, shown_of
from lingmix.table.marks import Marks, marks

Variant = tuple[str, str, str, str]
Remarks = Mapping[str, Sequence[str]]
Cells = Mapping[tuple[str, ...], tuple[float, float]]


POOLS = {
    "monolingual": "in the query's language",
    "crosslingual": "in one other language",
    "multilingual": "in all languages",
}
"""Where candidates come from, by setting."""


DIFFERS = "†"
"""Stands behind values whose difference to the baseline is significant."""


@dataclass(frozen=True)
class Column:
    """What one column of numbers shows."""

    setting: str
    metric: str


@dataclass(frozen=True)
class Value:
    """One cell: mean and sample standard deviation over seeds as they are printed, "" where there is none."""

    mean: str
    sd: str
    best: bool
    second: bool = False
    """Whether it is the runner-up."""
    differs: bool = False
    """Whether its difference to the baseline is significant."""

    def text(self) -> str:
        """For example ``0.683 ± 0.004``, ``0.683 ± 0.004†`` where it differs, or ``–`` where it is missing."""
        return (f"{self.mean} ± {self.sd}" if self.sd else self.mean or "–") + (DIFFERS if self.differs else "")


@dataclass(frozen=True)
class Sheet:
    """One benchmark's table: rows of encoder, mix, objective and augmentation, and a value for each column.

    ``seeds`` is 0 where nothing is trained. ``compared`` is how many differences to the baseline a column's p are
    corrected for, 0 where none is judged. ``augmented`` says whether some variant has an augmentation, so that there
    is something to show of it. ``remarks`` end the notes.
    """

    benchmark: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Variant, tuple[Value, ...]], ...]
    seeds: int
    queries: str
    unfinished: int
    baseline: str | None
    augmented: bool
    compared: int = 0
    remarks: tuple[str, ...] = ()

    def notes(self, best: str, second: str = "") -> list[str]:
        """What a reader needs beside the numbers; ``best`` and ``second`` say how the best values and the runners-up
        are marked."""
        over = f"Mean ± sample standard deviation over {self.seeds} seeds" if self.seeds > 1 else "One seed"
        if not self.seeds:
            over = "Encoders as they are, without training"
        behind = f", the runner-up {second}" if second and any(value.second for value in self._values()) else ""
        marked = f"The best finished value of each encoder is {best}{behind}; " if self._marked() else ""
        settings = dict.fromkeys(column.setting for column in self.columns)
        *others, last = (f"{POOLS[setting]} ({setting})" for setting in settings)
        pools = ", ".join([*others, f"or {last}" if others else last])
        notes = [
            f"{over}; unweighted mean over languages, in crosslingual over pairs of languages. {marked}– is missing.",
            f"Candidates are the passages {pools}.",
            f"Queries behind a value: {self.queries or 'none yet'}.",
        ]
        if any(column.metric == "rank_distance" for column in self.columns):
            notes.append("Rank distance measures language bias; lower is better.")
        if self.baseline and self.compared:
            notes.append(
                f"{DIFFERS} differs from the {self.baseline}: p < {LEVEL:g} over seeds and questions, corrected for "
                f"the {self.compared} comparisons of a column (Holm). effects.csv has differences, intervals and p."
            )
        elif self.baseline:
            notes.append(f"Differences in the CSV and Parquet tables are to {self.baseline}.")
        if self.unfinished:
            notes.append(f"Not finished: {self.unfinished} of {len(self.rows)} variants.")
        return [*notes, *self.remarks]

    def _values(self) -> Iterator[Value]:
        return (value for _, values in self.rows for value in values)

    def _marked(self) -> bool:
        return any(value.best for value in self._values())


def sheets(
    table: pd.DataFrame,
    metrics: Shown,
    baseline: Sequence[str] | None = None,
    remarks: Remarks | None = None,
    effects: pd.DataFrame | None = None,
) -> list[Sheet]:
    """Arrange the macro averages of an ablation table, one sheet per benchmark.

    The best finished value of a column within each encoder is marked, where there are two to choose from; values that
    print alike are marked together.

    Args:
        table: as :func:`lingmix.table.ablation.ablation` returns it.
        metrics: the columns, each in the settings where the benchmark has it.
        baseline: mix, objective and augmentation, for the notes.
        remarks: what else is to be noted of each benchmark.
        effects: as :func:`lingmix.stats.judge.judge` returns it, for the marks of differences to the baseline.

    Raises:
        LingmixError: the table has no such metric.
    """
    means = macro(table)
    named = _baseline_name(baseline, augmented(table)) if baseline else None
    differing = marks(effects, baseline)
    found = []
    for benchmark, own in means.groupby("benchmark", sort=False):
        there = set(own[["setting", "metric"]].itertuples(index=False, name=None))
        wanted = shown_of(metrics, str(benchmark))
        for metric in wanted:
            if metric not in (known := {name for _, name in there}):
                raise LingmixError(f"{benchmark}: {unknown_name('metric', metric, known)}")
        columns = tuple(Column(s, metric) for s in SETTINGS for metric in wanted if (s, metric) in there)
        sheet = _sheet(str(benchmark), own, columns, named, differing)
        found.append(replace(sheet, remarks=tuple((remarks or {}).get(sheet.benchmark, ()))))
    return found


def _sheet(
    benchmark: str, means: pd.DataFrame, columns: tuple[Column, ...], baseline: str | None, differing: Marks
) -> Sheet:
    keys = [*AXES, "setting", "metric"]
    cells = {tuple(key): (mean, sd) for *key, mean, sd in means[[*keys, "mean", "sd"]].itertuples(index=False)}
    variants: list[Variant] = list(dict.fromkeys(means[list(AXES)].itertuples(index=False, name=None)))
    place = {encoder: number for number, encoder in enumerate(dict.fromkeys(variant[0] for variant in variants))}
    variants.sort(key=lambda variant: place[variant[0]])  # otherwise all untrained encoders come first
    short = means[means["seeds"] < means["seeds_planned"]]
    values = [_values(cells, variants, column, benchmark, differing) for column in columns]
    return Sheet(
        benchmark=benchmark,
        columns=columns,
        rows=tuple(zip(variants, zip(*values, strict=True), strict=True)),
        seeds=int(means.loc[means["mix"] != UNTRAINED, "seeds_planned"].max())
        if set(means["mix"]) - {UNTRAINED}
        else 0,
        queries=_queries(means),
        unfinished=len(short[list(AXES)].drop_duplicates()),
        baseline=baseline,
        augmented=augmented(means),
        compared=differing.family.get(benchmark, 0),
    )


def _values(cells: Cells, variants: Sequence[Variant], column: Column, benchmark: str, differing: Marks) -> list[Value]:
    """One column's values, in the order of ``variants``."""
    places = decimals(column.metric)
    missing = (math.nan, math.nan)
    found = [cells.get((*variant, column.setting, column.metric), missing) for variant in variants]
    means = [printed(mean, places) for mean, _ in found]
    finished: dict[str, set[float]] = {}
    rivals: dict[str, int] = {}
    for (encoder, *_), text in zip(variants, means, strict=True):
        if text:
            finished.setdefault(encoder, set()).add(float(text))
            rivals[encoder] = rivals.get(encoder, 0) + 1
    higher = parse(column.metric)[0].higher_is_better
    order = {encoder: sorted(values, reverse=higher) for encoder, values in finished.items() if rivals[encoder] > 1}
    return [
        Value(
            text,
            printed(sd, places),
            best=bool(text) and order.get(variant[0], [])[:1] == [float(text)],
            # of two, the other is no news
            second=bool(text) and rivals[variant[0]] > 2 and order[variant[0]][1:2] == [float(text)],
            differs=(benchmark, column.setting, column.metric, name(variant)) in differing.differing,
        )
        for variant, text, (_, sd) in zip(variants, means, found, strict=True)
    ]


def printed(value: float, places: int) -> str:
    """A number with so many decimals, "" for NaN."""
    return "" if math.isnan(value) else f"{value:.{places}f}"


def _queries(means: pd.DataFrame) -> str:
    counts = means[means["seeds"] > 0].groupby("setting", sort=False)["queries"].max()
    return ", ".join(f"{setting} {int(counts[setting]):,}" for setting in SETTINGS if setting in counts.index)


def _baseline_name(baseline: Sequence[str], augmented: bool) -> str:
    mix, objective, augmentation = baseline
    name = f"{mix} mix, {objective} objective"
    return f"{name}, {'no' if augmentation == NONE else augmentation} augmentation" if augmented else name


def augmented(table: pd.DataFrame) -> bool:
    """Whether some variant of a table with the axes has an augmentation."""
    return bool(set(table["augmentation"].unique()) - {NONE, UNTRAINED})


def variant_name(variant: Sequence[str]) -> str:
    """A mix, an objective and an augmentation, if there is one, in one phrase, for where there is little room."""
    mix, objective, augmentation = variant[-3:]
    if mix == objective == UNTRAINED:
        return UNTRAINED
    return " · ".join([mix, objective, *([] if augmentation == NONE else [augmentation])])
