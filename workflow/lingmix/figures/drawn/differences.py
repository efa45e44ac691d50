"""Differences to the baseline over query and passage language, a panel per variant."""

from __future__ import annotations

import math
from collections.abc import Sequence

import altair as alt
import pandas as pd

from lingmix.config.augmentation import NONE
from lingmix.figures.grid import grid, pair_cells, squares
from lingmix.figures.theme import Drawing, finished
from lingmix.table.labels import label

WORSE, SAME, BETTER = "#e69f00", "#ffffff", "#56b4e9"
"""Black numbers are legible on each of these; the sign says in grey what the colour says."""


def draw(table: pd.DataFrame, baseline: Sequence[str], benchmark: str, metric: str) -> Drawing | None:
    """The mean over seeds minus the baseline's with the same encoder, shares of 1 times 100. The baseline itself is
    left out.

    Args:
        table: as :func:`lingmix.table.ablation.ablation` returns it.
        baseline: mix, objective and augmentation.
        benchmark, metric: which of its rows.

    Returns:
        None where no language pair of another variant has a value.
    """
    rows = pair_cells(table, benchmark, metric, "difference")
    rows = rows[(rows[["mix", "objective", "augmentation"]] != list(baseline)).any(axis=1)].reset_index(drop=True)
    if rows["shown"].isna().all():
        return None
    percent = bool(rows["shown"].abs().max() <= 1)
    rows["shown"] *= 100 if percent else 1
    rows["text"] = [printed(value) for value in rows["shown"]]
    end = round(float(rows["shown"].abs().max()), 6) or 1.0
    unit = " × 100" if percent else ""
    title = f"Δ {label(metric)}{unit}"
    scale = alt.Scale(domain=[-end, 0, end], range=[WORSE, SAME, BETTER], interpolate="rgb")
    key = squares(
        values=[-end, -end / 2, 0, end / 2, end], labelExpr="abs(datum.value) < 0.5 ? '0' : format(datum.value, '+.0f')"
    )
    chart = grid(rows, alt.Color("shown:Q", title=title, scale=scale, legend=key), alt.value("black"))
    told = " · ".join(part for part in baseline if part != NONE)
    return finished(
        chart,
        f"{benchmark}: difference in {label(metric)}{unit}",
        f"to {told}, mean over seeds; – is missing",
        f"Difference in {label(metric)} to the baseline by query and passage language",
    )


def printed(difference: float) -> str:
    """A whole number with its sign, 0 without one, "" for NaN.

    >>> [printed(value) for value in (1.6, -0.4, -2.5, float("nan"))]
    ['+2', '0', '−2', '']
    """
    text = "" if math.isnan(difference) else f"{difference:+.0f}"
    return "0" if text in ("+0", "-0") else text.replace("-", "−")
