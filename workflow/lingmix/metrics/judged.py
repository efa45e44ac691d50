"""From a table of ranks to arrays that measures take, and who asked what where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lingmix.metrics.measure import Judged


@dataclass(frozen=True)
class Asked:
    """The N queries of a :class:`~lingmix.metrics.measure.Judged`, each against one pool.

    Attributes:
        langs, pools, groups: the query languages, pools and groups that occur, sorted.
        lang, pool, group: int64 (N,), the number of each query's.
    """

    langs: tuple[str, ...]
    pools: tuple[str, ...]
    groups: tuple[str, ...]
    lang: NDArray[np.int64]
    pool: NDArray[np.int64]
    group: NDArray[np.int64]


def judge(ranks: pd.DataFrame) -> tuple[Judged, Asked]:
    """The ranks of relevant passages, sorted by query language, pool, group and rank.

    Args:
        ranks: as :func:`lingmix.metrics.ranks.rank_table` returns it, or some rows of that.
    """
    langs, lang = _codes(ranks["query_lang"])
    pools, pool = _codes(ranks["pool"])
    groups, group = _codes(ranks["group"])
    key = (lang * max(len(pools), 1) + pool) * max(len(groups), 1) + group
    rank = ranks["rank"].to_numpy(np.int64)
    order = np.lexsort((rank, key))
    key, rank = key[order], rank[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    relevant = np.diff(first, append=len(key)).astype(np.int64)
    query = np.repeat(np.arange(len(first)), relevant)
    position = np.arange(len(rank)) - first[query] + 1
    who = order[first]
    return Judged(query, rank, position, relevant), Asked(langs, pools, groups, lang[who], pool[who], group[who])


def _codes(column: pd.Series[str]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """The values that occur, sorted, and the number of each row's."""
    known = column.astype("category").cat
    names = known.categories.astype("str").to_numpy(dtype=object)
    there = np.unique(known.codes)
    sorted_there = there[np.argsort(names[there], kind="stable")]
    place = np.zeros(len(names), dtype=np.int64)
    place[sorted_there] = np.arange(len(there))
    return tuple(map(str, names[sorted_there])), place[known.codes]
