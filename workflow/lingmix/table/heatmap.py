"""Heat maps of a metric over query and passage language, one panel per variant."""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

from lingmix.config.study import AXES
from lingmix.errors import LingmixError

COLUMNS = 3
"""Panels beside each other."""


def heatmap(table: pd.DataFrame, benchmark: str, metric: str) -> alt.Chart:
    """A chart with a panel for each variant: query language down, passage language across, the mean over seeds as
    colour and number.

    Args:
        table: an ablation table.
        benchmark, metric: which of its rows.

    Raises:
        LingmixError: the table has no values for them per language pair.
    """
    rows = table[
        (table["benchmark"] == benchmark)
        & (table["metric"] == metric)
        & table["setting"].isin(["monolingual", "crosslingual"])
        & ~table["query_lang"].eq("macro")
        & ~table["passage_lang"].eq("macro")
    ].copy()
    if rows["mean"].isna().all():
        raise LingmixError(f"no values of '{metric}' on '{benchmark}' to draw")
    trained = rows["mix"] != rows["objective"]
    rows["variant"] = rows[list(AXES)].agg(" · ".join, axis=1)
    rows.loc[~trained, "variant"] = rows["encoder"] + " · untrained"
    top = math.ceil(rows["mean"].max() * 20) / 20
    middle = top * 0.55
    base = alt.Chart(rows).encode(
        x=alt.X("passage_lang:N", title="passage language", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("query_lang:N", title="query language"),
    )
    squares = base.mark_rect().encode(
        color=alt.Color(
            "mean:Q",
            title=metric,
            # viridis is even in lightness: it reads in grey and with colour-blind eyes
            scale=alt.Scale(scheme="viridis", domain=[0, top]),
        )
    )
    numbers = base.transform_filter("isValid(datum.mean)").mark_text(fontSize=8).encode(
        text=alt.Text("mean:Q", format=".2f"),
        color=alt.when(f"datum.mean > {middle}").then(alt.value("black")).otherwise(alt.value("white")),
    )
    size = 22 * rows["passage_lang"].nunique()
    order = list(dict.fromkeys(rows["variant"]))
    return (
        (squares + numbers)
        .properties(width=size, height=22 * rows["query_lang"].nunique())
        .facet(facet=alt.Facet("variant:N", title=None, sort=order), columns=COLUMNS)
        .properties(title=f"{benchmark}: {metric} by query and passage language, mean over seeds")
    )
