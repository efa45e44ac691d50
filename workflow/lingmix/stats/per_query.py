"""Per-query values of all runs, from their tables of ranks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lingmix.errors import LingmixError
from lingmix.metrics.judged import judge
from lingmix.metrics.measure import SETTINGS, Judged, Measure, Setting, parse
from lingmix.metrics.pools import ALL

Pair = tuple[str, str]


@dataclass(frozen=True)
class Queries:
    """What values are of: N queries, each against one pool, the same for all runs.

    Attributes:
        groups: names of the G groups, sorted.
        pairs: the C pairs of query language and pool, sorted.
        group: int64 (N,), the number of each query's group.
        pair: int64 (N,), the number of each query's pair.
    """

    groups: tuple[str, ...]
    pairs: tuple[Pair, ...]
    group: NDArray[np.int64]
    pair: NDArray[np.int64]

    def same(self, other: Queries) -> bool:
        """Whether both are of the same queries, in the same order."""
        return (self.groups, self.pairs) == (other.groups, other.pairs) and all(
            np.array_equal(ours, theirs) for ours, theirs in ((self.group, other.group), (self.pair, other.pair))
        )


@dataclass(frozen=True)
class PerQuery:
    """One metric in one setting, for R runs.

    Attributes:
        queries: the N queries.
        values: float32 (R, N), in the metric's units; NaN where it means nothing for a query.
    """

    queries: Queries
    values: NDArray[np.float32]


def per_query(
    ranks: Iterable[pd.DataFrame], metrics: Sequence[str], settings: Sequence[Setting] = SETTINGS
) -> dict[tuple[Setting, str], PerQuery]:
    """The values of every query in every run.

    Tables are taken one at a time, so give a generator that reads them. What stays takes 4 bytes per run, query, pool
    and metric: 17 MB for 27 runs of 13,090 queries against 12 pools.

    Args:
        ranks: for each run, as :func:`lingmix.metrics.ranks.rank_table` returns it.
        metrics: names such as ``map`` or ``recall@10``. Those of bitexts, which have no value per query, are left out.
        settings: those that the benchmark's judgements mean something in.

    Returns:
        By setting and metric, where the metric is defined in the setting and any query is in it. Rows of
        :attr:`PerQuery.values` are in the order of ``ranks``.

    Raises:
        LingmixError: runs have ranked different queries, or a metric is unknown.
    """
    measures = {name: (measure, cutoff) for name in metrics for measure, cutoff in [parse(name)]}
    queries: dict[Setting, Queries] = {}
    rows: dict[tuple[Setting, str], list[NDArray[np.float32]]] = {}
    for number, table in enumerate(ranks):
        for setting in settings:
            judged, ours = _judge(table, setting)
            if not queries.setdefault(setting, ours).same(ours):
                raise LingmixError(
                    f"the ranks of run {number + 1} are of other queries than those of run 1 ({setting} setting); "
                    "delete the older of the two and run again"
                )
            for name, (measure, cutoff) in measures.items():
                if isinstance(measure, Measure) and setting in measure.settings and len(ours.group):
                    values = measure.per_query(judged, cutoff).astype(np.float32)
                    rows.setdefault((setting, name), []).append(values)
    return {key: PerQuery(queries[key[0]], np.stack(values)) for key, values in rows.items()}


def _judge(table: pd.DataFrame, setting: Setting) -> tuple[Judged, Queries]:
    """The ranks that belong to a setting, sorted by query language, pool, group and rank."""
    query_lang, pool = table["query_lang"].astype("str"), table["pool"].astype("str")
    chosen = {
        "monolingual": pool == query_lang,
        "crosslingual": (pool != query_lang) & (pool != ALL),
        "multilingual": pool == ALL,
    }[setting]
    judged, asked = judge(table[chosen])
    there, pair = np.unique(asked.lang * max(len(asked.pools), 1) + asked.pool, return_inverse=True)
    pairs = [divmod(int(code), max(len(asked.pools), 1)) for code in there]
    named = tuple((asked.langs[lang], asked.pools[against]) for lang, against in pairs)
    return judged, Queries(asked.groups, named, asked.group, pair.astype(np.int64))
