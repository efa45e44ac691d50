"""The rows of an ablation table that a figure is made from."""

from __future__ import annotations

import pandas as pd

from lingmix.config.study import AXES
from lingmix.data.dataset import SETTINGS
from lingmix.metrics.ranks import ALL
from lingmix.metrics.score import MACRO


def macro_cells(table: pd.DataFrame, benchmark: str, metric: str) -> pd.DataFrame:
    """The means over languages of one metric on one benchmark.

    Args:
        table: as :func:`lingmix.table.ablation.ablation` returns it.

    Returns:
        The axes, ``setting``, ``mean``, ``sd`` and ``low``, ``high``: a standard deviation to both sides of the mean,
        NaN where there is none. Variants in the table's order, settings from monolingual to multilingual.
    """
    chosen = (table["benchmark"] == benchmark) & (table["metric"] == metric) & (table["query_lang"] == MACRO)
    rows = table.loc[chosen & table["passage_lang"].isin([MACRO, ALL]), [*AXES, "setting", "mean", "sd"]]
    rows = rows.assign(low=rows["mean"] - rows["sd"], high=rows["mean"] + rows["sd"])
    place = {setting: number for number, setting in enumerate(SETTINGS)}
    return rows.sort_values("setting", key=lambda found: found.map(place), kind="stable", ignore_index=True)


def panels_of(rows: pd.DataFrame) -> pd.Series[str]:
    """What stands above each row's panel: its setting, after its encoder where there are several."""
    if rows["encoder"].nunique() > 1:
        return rows["encoder"] + ": " + rows["setting"]
    return rows["setting"]
