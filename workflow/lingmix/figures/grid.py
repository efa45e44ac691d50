"""Panels of query × passage language, one per variant, with a number in each cell."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from lingmix.config.study import AXES
from lingmix.figures.languages import ordered
from lingmix.figures.theme import MISSING, ON_CELL, PAGE, SMALL, Drawing, inline
from lingmix.metrics.score import MACRO
from lingmix.table.pivot import variant_name

CELL = 20
"""Width and height of a language pair, in pixels."""
BESIDE = 64
"""What a panel needs beside its cells, for the axis and the gap."""


def pair_cells(table: pd.DataFrame, benchmark: str, metric: str, column: str) -> pd.DataFrame:
    """The cells of language pairs of an ablation table.

    Args:
        table: as :func:`lingmix.table.ablation.ablation` returns it.
        benchmark, metric: which of its rows.
        column: the numbers: ``mean`` or ``difference``.

    Returns:
        The axes, ``variant`` (two lines: encoder, then the rest), ``query_lang``, ``passage_lang`` and ``shown``
        (float64, NaN where missing), in the table's order.
    """
    rows = table[
        (table["benchmark"] == benchmark)
        & (table["metric"] == metric)
        & table["setting"].isin(["monolingual", "crosslingual"])
        & (table["query_lang"] != MACRO)
        & (table["passage_lang"] != MACRO)
    ]
    names = [f"{encoder}\n{variant_name(variant)}" for encoder, *variant in rows[list(AXES)].itertuples(index=False)]
    return rows[[*AXES, "query_lang", "passage_lang"]].assign(variant=names, shown=rows[column]).reset_index(drop=True)


def grid(rows: pd.DataFrame, colour: alt.Color, ink: Any) -> Drawing:
    """A panel for each variant: query language down, passage language across, ``shown`` as colour and number. A pair
    without a value is grey with a dash.

    Args:
        rows: as :func:`pair_cells` returns them, with ``text``: the number as it is printed.
        colour: of the cells.
        ink: of the numbers.
    """
    passages, queries = ordered(rows["passage_lang"]), ordered(rows["query_lang"])
    panels = list(dict.fromkeys(rows["variant"]))
    width = CELL * len(passages)
    angle = 0 if max(map(len, passages)) <= 2 else -90
    plain: dict[str, Any] = {"domain": False, "ticks": False}
    base = alt.Chart().encode(
        x=alt.X("passage_lang:N", title="passage language", sort=passages, axis=alt.Axis(labelAngle=angle, **plain)),
        y=alt.Y("query_lang:N", title="query language", sort=queries, axis=alt.Axis(**plain)),
    )
    there, missing = "isValid(datum.shown)", "!isValid(datum.shown)"
    layers = alt.layer(
        base.transform_filter(missing).mark_rect(color=MISSING),
        base.transform_filter(missing).mark_text(text="–", color=ON_CELL),
        base.transform_filter(there).mark_rect().encode(color=colour),
        base.transform_filter(there).mark_text(fontSize=SMALL).encode(text="text:N", color=ink),
    ).properties(width=width, height=CELL * len(queries))
    header = alt.Header(labelExpr="split(datum.value, '\\n')", title=None)
    chart: Drawing = layers.facet(
        data=inline(rows[["variant", "query_lang", "passage_lang", "shown", "text"]]),
        facet=alt.Facet("variant:N", title=None, sort=panels, header=header),
        columns=max(1, min(len(panels), PAGE // (width + BESIDE))),
        spacing=16,
    ).resolve_axis(x="independent", y="independent")
    return chart


def squares(**values: Any) -> alt.Legend:
    """A legend of squares: a continuous bar would be a gradient, whose id in the SVG counts up within a process."""
    return alt.Legend(
        type="symbol", symbolType="square", symbolSize=180, symbolStrokeColor=ON_CELL, symbolStrokeWidth=0.4, **values
    )
