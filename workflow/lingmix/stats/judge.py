"""All that is said of one benchmark: values with intervals, and differences with what they are worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from lingmix.config.statistics import Statistics
from lingmix.data.dataset import Setting
from lingmix.metrics.measure import parse
from lingmix.stats.bootstrap import resample
from lingmix.stats.design import RunKey, design
from lingmix.stats.effects import EFFECT_COLUMNS, VALUE_COLUMNS, Judgement, effects, values
from lingmix.stats.per_query import per_query
from lingmix.stats.sums import group_sums
from lingmix.table.labels import RANKS

PLACE = ("benchmark", "setting", "metric")


def judge(
    benchmark: str,
    ranks: Iterable[pd.DataFrame],
    runs: Sequence[RunKey],
    comparisons: Sequence[tuple[str, str]],
    *,
    metrics: Sequence[str],
    settings: Sequence[Setting],
    how: Statistics,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Judge the finished runs of a study on one benchmark.

    Args:
        benchmark: its name.
        ranks: for each of ``runs``, as :func:`lingmix.metrics.ranks.rank_table` returns it; taken one at a time.
        runs: all of the study's.
        comparisons: pairs of variants, the second of each the reference.
        metrics, settings: what is judged. Metrics without a value per query are left out.
        how: the study's ``statistics``.

    Returns:
        :data:`PLACE` and :data:`~lingmix.stats.effects.VALUE_COLUMNS`; :data:`PLACE` and
        :data:`~lingmix.stats.effects.EFFECT_COLUMNS`. A family is what shares :data:`PLACE`.
    """
    tables: tuple[list[pd.DataFrame], list[pd.DataFrame]] = ([], [])
    plan = design(runs, runs)
    found = per_query(ranks, metrics, settings)
    for (setting, metric), of_queries in found.items():
        sums = group_sums(of_queries)
        drawn = resample(sums, plan, how.resamples)
        reading = Judgement(
            higher_is_better=parse(metric)[0].higher_is_better,
            margin=None if metric in RANKS else how.margin,
            pool_seeds=how.pool_seeds,
        )
        for table, rows in zip(tables, (values(sums, drawn), effects(sums, drawn, comparisons, reading)), strict=True):
            rows.insert(0, "metric", metric)
            rows.insert(0, "setting", setting)
            rows.insert(0, "benchmark", benchmark)
            table.append(rows)
    return _joined(tables[0], VALUE_COLUMNS), _joined(tables[1], EFFECT_COLUMNS)


def _joined(tables: Sequence[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=[*PLACE, *columns])
