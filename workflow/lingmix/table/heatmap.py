"""Heat maps of a metric over query and passage language, one panel per variant."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import pandas as pd

from lingmix.config.study import AXES
from lingmix.errors import LingmixError
from lingmix.metrics.score import MACRO
from lingmix.table.labels import label
from lingmix.table.pivot import variant_name

PANELS = 2
"""Panels beside each other: a page's text width then shows eleven languages in print of legible size."""
CELL = 20
"""Width and height of a language pair, in pixels."""
MIDDLE = 0.42
"""Where black and white contrast equally (4.5:1) with viridis: its colour there has the relative luminance 0.18."""
MISSING = "#d9d9d9"


def heatmap(table: pd.DataFrame, benchmark: str, metric: str) -> alt.FacetChart:
    """A chart with a panel for each variant in the table's order: query language down, passage language across, the
    mean over seeds as colour and number. A language pair without a value is grey with a dash.

    Args:
        table: as :func:`lingmix.table.ablation.ablation` returns it.
        benchmark, metric: which of its rows.

    Raises:
        LingmixError: the table has no values for them per language pair.
    """
    rows = _pairs(table, benchmark, metric)
    if rows["mean"].isna().all():
        raise LingmixError(
            f"no values of '{metric}' on '{benchmark}' per language pair to draw; table.heatmap takes a metric that is "
            "computed in the monolingual or the crosslingual setting, such as map"
        )
    percent = bool(rows["mean"].max() <= 1)
    rows["shown"] = rows["mean"] * (100 if percent else 1)
    top = math.ceil(rows["shown"].max() / 5) * 5 or 1
    title = label(metric) + (" × 100" if percent else "")
    chart = alt.layer(*_layers(rows, title, top)).properties(
        width=CELL * rows["passage_lang"].nunique(), height=CELL * rows["query_lang"].nunique()
    )
    panels = list(dict.fromkeys(rows["variant"]))
    header = alt.Header(labelExpr="split(datum.value, '\\n')", labelLimit=0, labelFontSize=11, labelPadding=4)
    faceted: alt.FacetChart = chart.facet(
        # the values go into the chart, where altair sets no limit to their number
        data=alt.InlineData(values=_records(rows)),
        facet=alt.Facet("variant:N", title=None, sort=panels, header=header),
        columns=min(PANELS, len(panels)),
        spacing=16,
    ).resolve_axis(x="independent", y="independent")
    heading = alt.TitleParams(f"{benchmark}: {title}", subtitle="mean over seeds; – is missing", anchor="start")
    return faceted.properties(title=heading)


def _pairs(table: pd.DataFrame, benchmark: str, metric: str) -> pd.DataFrame:
    rows = table[
        (table["benchmark"] == benchmark)
        & (table["metric"] == metric)
        & table["setting"].isin(["monolingual", "crosslingual"])
        & (table["query_lang"] != MACRO)
        & (table["passage_lang"] != MACRO)
    ].copy()
    rows["variant"] = [
        f"{encoder}\n{variant_name(variant)}" for encoder, *variant in rows[list(AXES)].itertuples(index=False)
    ]
    return rows


def _layers(rows: pd.DataFrame, title: str, top: float) -> list[alt.Chart]:
    passages, queries = sorted(rows["passage_lang"].unique()), sorted(rows["query_lang"].unique())
    angle = 0 if max(map(len, passages)) <= 2 else -90
    plain: dict[str, Any] = {"domain": False, "ticks": False, "titleFontWeight": "normal"}
    base = alt.Chart().encode(
        x=alt.X("passage_lang:N", title="passage language", sort=passages, axis=alt.Axis(labelAngle=angle, **plain)),
        y=alt.Y("query_lang:N", title="query language", sort=queries, axis=alt.Axis(**plain)),
    )
    there, missing = "isValid(datum.shown)", "!isValid(datum.shown)"
    # viridis is even in lightness: it reads in grey and with colour-blind eyes
    scale = alt.Scale(scheme="viridis", domain=[min(0.0, float(rows["shown"].min())), top])
    # squares: a continuous bar would be a gradient, whose id in the SVG counts up within a process
    legend = alt.Legend(type="symbol", symbolType="square", symbolSize=180, symbolStrokeWidth=0)
    ink = alt.when(f"datum.shown > {MIDDLE * top}").then(alt.value("black")).otherwise(alt.value("white"))
    return [
        base.transform_filter(missing).mark_rect(color=MISSING),
        base.transform_filter(missing).mark_text(text="–", color="#555555"),
        base.transform_filter(there)
        .mark_rect()
        .encode(color=alt.Color("shown:Q", title=title, scale=scale, legend=legend)),
        base.transform_filter(there).mark_text(fontSize=9.5).encode(text=alt.Text("shown:Q", format=".0f"), color=ink),
    ]


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as JSON values: a missing mean is null."""
    return [
        {
            "variant": variant,
            "query_lang": query,
            "passage_lang": passage,
            "shown": None if math.isnan(v) else round(v, 6),
        }
        for variant, query, passage, v in rows[["variant", "query_lang", "passage_lang", "shown"]].itertuples(
            index=False
        )
    ]
