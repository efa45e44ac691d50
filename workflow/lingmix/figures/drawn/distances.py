"""The distribution of rank distances, a panel per mix."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lingmix.config.study import UNTRAINED
from lingmix.figures.names import named
from lingmix.figures.panels import panels
from lingmix.figures.theme import Drawing, finished

TICKS = [0, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000]
LABEL = "datum.value < 1000 ? datum.value : format(datum.value / 1000, ',') + 'k'"


def draw(distances: pd.DataFrame, benchmark: str) -> Drawing | None:
    """The share of queries whose rank distance is not above a value, over the queries of all seeds. The untrained
    encoder is in every panel.

    Args:
        distances: as :func:`lingmix.figures.quantiles.distance_quantiles` returns it.
        benchmark: what they were measured on.

    Returns:
        None where no query has two relevant passages in the pool of all languages.
    """
    if distances.empty:
        return None
    # an axis in logarithms would have no place for 0
    x = alt.X("distance:Q", title="rank distance (ranks)").scale(type="symlog", constant=10, nice=False)
    x = x.axis(values=TICKS, labelExpr=LABEL, labelOverlap="greedy")
    y = alt.Y("share:Q", title="share of queries").scale(domain=[0, 1]).axis(format="%", tickCount=4)
    return finished(
        panels(lines(distances), x, y, band=False, steps=True),
        f"{benchmark}: distribution of rank distance",
        "share of queries, of all seeds, with a rank distance up to a value; further left is less bias",
        "Empirical distribution of the rank distance of queries, by variant",
    )


def lines(distances: pd.DataFrame) -> pd.DataFrame:
    """What is drawn: ``panel`` (the mix, after its encoder where there are several), ``series``, ``share``,
    ``distance``. Where mixes are all that differs, they are the series, and the panel is what they share."""
    trained = distances["mix"] != UNTRAINED
    told, panel_of = ["objective", "augmentation"], "mix"
    if len(distances.loc[trained, told].drop_duplicates()) == 1:
        told, panel_of = ["mix"], "objective"
    rows = distances.assign(series=named(distances, told))
    parts = []
    for (encoder, shared), own in rows[trained].groupby(["encoder", panel_of], sort=False):
        panel = f"{encoder}: {shared}" if rows["encoder"].nunique() > 1 else str(shared)
        before = rows[~trained & (rows["encoder"] == encoder)]
        parts.append(pd.concat([before, own]).assign(panel=panel))
    found = pd.concat(parts) if parts else rows.assign(panel="all", series=rows["encoder"])
    return found[["panel", "series", "share", "distance"]].reset_index(drop=True)
