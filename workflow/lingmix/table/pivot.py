"""The table as people read it: variants down, benchmark × setting × metric across, best values marked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from lingmix.config.study import AXES
from lingmix.metrics.measure import SETTINGS, parse
from lingmix.table.ablation import macro


@dataclass(frozen=True)
class Column:
    """What one column of numbers shows."""

    benchmark: str
    setting: str
    metric: str

    @property
    def decimals(self) -> int:
        """Ranks need none, shares of 1 need three."""
        return 0 if self.metric == "rank_distance" else 3


@dataclass(frozen=True)
class Value:
    """One cell: mean and sample standard deviation over seeds, NaN where missing or for a single seed."""

    mean: float
    sd: float
    best: bool

    def text(self, decimals: int, missing: str = "–", plus_minus: str = " ± ") -> str:
        """For example ``0.683 ± 0.004``."""
        if math.isnan(self.mean):
            return missing
        spread = "" if math.isnan(self.sd) else f"{plus_minus}{self.sd:.{decimals}f}"
        return f"{self.mean:.{decimals}f}{spread}"


@dataclass(frozen=True)
class Pivot:
    """Rows of (encoder, mix, objective) and their values, one per column."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[tuple[str, ...], tuple[Value, ...]], ...]
    footer: tuple[str, ...]


def pivot(table: pd.DataFrame, metrics: Sequence[str], baseline: Sequence[str] | None = None) -> Pivot:
    """Arrange the macro averages of an ablation table.

    The best finished value of a column within each encoder is marked; values that print alike are marked together.
    """
    means = macro(table)
    shown = [
        Column(benchmark, setting, metric)
        for benchmark in means["benchmark"].unique()
        for setting in SETTINGS
        for metric in metrics
        if setting in parse(metric)[0].settings
    ]
    cells = means.set_index([*AXES, "benchmark", "setting", "metric"])[["mean", "sd"]].to_dict("index")
    variants = list(means[list(AXES)].drop_duplicates().itertuples(index=False, name=None))
    rows = []
    for variant in variants:
        rivals = [other for other in variants if other[0] == variant[0]]
        rows.append((variant, tuple(_value(cells, variant, rivals, column) for column in shown)))
    return Pivot(tuple(shown), tuple(rows), _footer(means, baseline))


def _value(cells: dict, variant: tuple[str, ...], rivals: list[tuple[str, ...]], column: Column) -> Value:
    key = (column.benchmark, column.setting, column.metric)
    cell = cells[(*variant, *key)]
    finished = [cells[(*rival, *key)]["mean"] for rival in rivals]
    finished = [round(mean, column.decimals) for mean in finished if not math.isnan(mean)]
    choose = max if parse(column.metric)[0].higher_is_better else min
    best = bool(finished) and round(cell["mean"], column.decimals) == choose(finished)
    return Value(cell["mean"], cell["sd"], best)


def _footer(means: pd.DataFrame, baseline: Sequence[str] | None) -> tuple[str, ...]:
    queries = means[means["seeds"] > 0].groupby(["benchmark", "setting"], sort=False)["queries"].max()
    counts = ", ".join(f"{benchmark} {setting} {count:,}" for (benchmark, setting), count in queries.items())
    trained = means[means["mix"] != "untrained"]
    seeds = trained["seeds_planned"].max() if len(trained) else 0
    lines = [
        f"Mean ± sample standard deviation over {seeds} seeds; macro average over languages or language pairs; "
        "best of each encoder in bold; – is missing."
        if seeds > 1
        else "One seed; macro average over languages or language pairs; best of each encoder in bold; – is missing.",
        f"Queries behind a value: {counts or 'none yet'}.",
        "rank_distance is language bias: lower is better.",
    ]
    if baseline:
        lines.append(f"Baseline of the differences in ablation.csv: {baseline[0]} mix, {baseline[1]} objective.")
    unfinished = means[means["seeds"] < means["seeds_planned"]][list(AXES)].drop_duplicates()
    if len(unfinished):
        lines.append(f"Not finished: {len(unfinished)} of {len(means[list(AXES)].drop_duplicates())} variants.")
    return tuple(lines)
