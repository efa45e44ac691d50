"""The table by exposure: means over the pairs of languages that training did and did not see."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lingmix.config.study import AXES, UNTRAINED
from lingmix.table.ablation import CELL, of_variant, seeded
from lingmix.table.seen import EXPOSURES

GROUP = (*AXES, "benchmark", "setting", "exposure", "metric")
COLUMNS = (*GROUP, "pairs", "mean", "sd", "baseline", "difference", "untrained", "seeds", "seeds_planned")


def exposure_table(table: pd.DataFrame, metrics: pd.DataFrame, baseline: Sequence[str] | None) -> pd.DataFrame:
    """One row per trained variant × benchmark × setting × exposure × metric.

    Two variants may have seen different languages, so that the same row of theirs is over different pairs. What a row
    compares with is therefore in it: the baseline and the untrained encoder, over the row's own pairs.

    Args:
        table: as :func:`lingmix.table.ablation.ablation` returns it.
        metrics: what it was made from.
        baseline: mix, objective and augmentation that differences are taken from, within each encoder.

    Returns:
        :data:`GROUP`; ``pairs`` (int64), how many pairs of languages the row is over (in the monolingual and the
        multilingual setting, languages of queries), which are those with queries; ``mean`` and ``sd`` over seeds of
        the unweighted mean over pairs (float64; sample standard deviation, NaN for one seed); ``baseline`` and
        ``untrained``, those variants' means over the same pairs with the same encoder; ``difference``, ``mean`` minus
        ``baseline``; ``seeds``, the fewest that any pair has, and ``seeds_planned`` (int64). A mean is NaN where it
        lacks a pair or a seed. Variants, benchmarks, settings and metrics are in the order of ``table``.
    """
    # of any variant: one that has not finished has its pairs too
    queries = table.groupby(list(CELL), sort=False)["queries"].transform("max")
    chosen = (queries > 0) & (table["exposure"] != "")
    rows = table[chosen].assign(
        baseline=of_variant(table, baseline)[chosen] if baseline else np.nan,
        untrained=of_variant(table, [UNTRAINED] * 3)[chosen],
    )
    grouped = rows.groupby(list(GROUP), sort=False)
    # the mean over pairs of means over seeds is that over seeds of means over pairs, as all pairs have all seeds
    means = grouped[["mean", "baseline", "untrained"]].mean(skipna=False)
    found = means.assign(
        pairs=grouped.size(),
        sd=_deviations(rows, metrics),
        difference=means["mean"] - means["baseline"],
        seeds=grouped["seeds"].min(),
        seeds_planned=grouped["seeds_planned"].max(),
    )
    found.loc[found["mean"].isna(), "sd"] = np.nan
    return _ordered(found.reset_index(), table)[list(COLUMNS)]


def _deviations(rows: pd.DataFrame, metrics: pd.DataFrame) -> pd.Series[float]:
    """The standard deviation over seeds of each row's mean over pairs."""
    ours = seeded(metrics).merge(rows[[*AXES, *CELL, "exposure"]], on=[*AXES, *CELL])
    by_seed = ours.groupby([*GROUP, "seed"], sort=False)["value"].mean(skipna=False)
    deviations: pd.Series[float] = by_seed.groupby(list(GROUP), sort=False).std(ddof=1, skipna=False)
    return deviations


def _ordered(found: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """``found`` in the order of ``table``, and from the most to the least seen."""
    variants = pd.MultiIndex.from_frame(table[list(AXES)].drop_duplicates())
    order = {"variant": variants.get_indexer(pd.MultiIndex.from_frame(found[list(AXES)]))}
    for name in ("benchmark", "setting", "metric"):
        order[name] = pd.Index(table[name].unique()).get_indexer(pd.Index(found[name]))
    order["exposure"] = pd.Index(EXPOSURES).get_indexer(pd.Index(found["exposure"]))
    return found.iloc[np.lexsort([order[name] for name in reversed(order)])].reset_index(drop=True)
