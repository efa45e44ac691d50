"""The table by exposure as people read it: one sheet per benchmark, metric and setting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from lingmix.config.study import AXES
from lingmix.table.labels import Shown, decimals, heading, shown_of
from lingmix.table.pivot import Value, augmented, printed

SETTINGS = ("monolingual", "crosslingual")
"""The settings in which a cell is a pair of languages."""
NOTES = (
    "Exposure is what a variant's seeds saw between them in training. Seen pair: training pairs in these two "
    "languages, in either direction. Unseen pair: both languages, but never together. Unseen language: one of them or "
    "both never. In the monolingual setting there is one language, seen or unseen. Training pairs are what plans drew, "
    "with queries' translations where the objective takes them; words that an augmentation changes and what the "
    "encoder was made from do not count.",
    "Values are unweighted means over as many pairs of languages as 'pairs' says (in the monolingual setting, "
    "languages), then mean ± sample standard deviation over seeds; – is missing.",
    "Variants may have seen different languages, so their rows may be over different pairs: compare a row with the "
    "baseline and the untrained encoder beside it, which are over the same pairs, and not with another row.",
)


@dataclass(frozen=True)
class ExposureSheet:
    """One metric of one benchmark in one setting.

    Attributes:
        heads: names of the columns.
        axes: how many of them, from the left, are axes of the grid; ``exposure`` follows them, then numbers.
        rows: texts, one for each column.
        several: whether the rows differ in exposure.
    """

    benchmark: str
    setting: str
    metric: str
    heads: tuple[str, ...]
    axes: int
    rows: tuple[tuple[str, ...], ...]
    several: bool


def exposure_sheets(found: pd.DataFrame, metrics: Shown) -> list[ExposureSheet]:
    """Arrange the table by exposure; each encoder's rows are together.

    Args:
        found: as :func:`lingmix.table.exposure.exposure_table` returns it.
        metrics: those to show, each in the settings where it has rows.
    """
    axes = AXES if augmented(found) else AXES[:-1]
    place = {encoder: number for number, encoder in enumerate(found["encoder"].unique())}
    together = found.sort_values("encoder", key=lambda column: column.map(place), kind="stable")
    # a study may have no baseline, or no untrained encoders
    beside = [name for name in ("baseline", "difference", "untrained") if found[name].notna().any()]
    sheets = dict(iter(together.groupby(["benchmark", "metric", "setting"], sort=False)))
    wanted = [
        (benchmark, metric, setting)
        for benchmark in found["benchmark"].unique()
        for metric in shown_of(metrics, benchmark)
        for setting in SETTINGS
    ]
    return [_sheet(*key, sheets[key], axes, beside) for key in wanted if key in sheets]


def _sheet(
    benchmark: str, metric: str, setting: str, rows: pd.DataFrame, axes: Sequence[str], beside: Sequence[str]
) -> ExposureSheet:
    places = decimals(metric)
    texts = tuple(
        (
            *(row[axis] for axis in axes),
            row["exposure"],
            str(row["pairs"]),
            Value(printed(row["mean"], places), printed(row["sd"], places), best=False).text(),
            *(
                _signed(row[name], places) if name == "difference" else printed(row[name], places) or "–"
                for name in beside
            ),
        )
        for row in rows.to_dict("records")
    )
    heads = (*axes, "exposure", "pairs", heading(metric), *beside)
    return ExposureSheet(benchmark, setting, metric, heads, len(axes), texts, several=rows["exposure"].nunique() > 1)


def _signed(value: float, places: int) -> str:
    """With its sign, for example ``+0.012``; what prints as zero has none."""
    text = printed(value, places)
    if text and float(text) == 0:
        return text.removeprefix("-")
    return f"{value:+.{places}f}" if text else "–"
