"""The table of ranks: for each query and relevant passage, the rank in each pool that holds the passage."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lingmix.data.tables import Retrieval
from lingmix.errors import LingmixError
from lingmix.ranking import rank_relevant

ALL = "all"
"""The pool of all languages."""
DEV = "-dev"
"""How the names of parts end that serve the tuning of thresholds only."""


def rank_table(
    data: Retrieval, queries: NDArray[np.float32], passages: Callable[[int, int], NDArray[np.float32]], size: int
) -> pd.DataFrame:
    """Ranks of all relevant passages for all queries.

    A query is ranked against the pool of each language that has a relevant passage for its group, and against the
    pool of all languages. Where a benchmark has several parts, the first of these is that of its own part; the second
    means nothing then and is left out. Queries of parts for tuning (:data:`DEV`) are not ranked.

    Args:
        data: the benchmark, sorted as :class:`~lingmix.data.tables.Retrieval` is.
        queries: float32 (Q, d), rows as in ``data.queries``.
        passages: gives a range of rows of float32 (P, d), rows as in ``data.passages``.
        size: P as the index has it.

    Returns:
        ``group``, ``query_lang``, ``passage_lang``, ``passage``, ``pool`` (a language, or "all") as categories and
        ``rank`` (int64, from 1), sorted by query language, group, pool and rank.

    Raises:
        LingmixError: the vectors are not those of this benchmark.
    """
    if len(queries) != len(data.queries) or size != len(data.passages):
        raise LingmixError(
            f"embeddings of {len(queries)} queries and {size} passages for a benchmark of {len(data.queries)} and "
            f"{len(data.passages)}; delete the run's embeddings and run again"
        )
    parts = data.passages["part"].nunique()
    # passages are sorted by part and language, so that numbers in order of appearance ascend
    language, _ = pd.factorize(pd.MultiIndex.from_frame(data.passages[["part", "lang"]]))
    judged = (
        data.queries[["group", "lang"]]
        .rename(columns={"lang": "query_lang"})
        .assign(query=np.arange(len(data.queries)))[~data.queries["part"].str.endswith(DEV)]
        .merge(data.qrels.rename(columns={"lang": "passage_lang"}), on="group")
    )
    row = pd.Series(np.arange(len(data.passages)), index=data.passages["passage"])
    ranks = rank_relevant(
        np.ascontiguousarray(queries),
        passages,
        language.astype(np.int64),
        judged["query"].to_numpy(np.int64),
        row[judged["passage"]].to_numpy(np.int64),
    )
    key = judged[["group", "query_lang", "passage_lang", "passage"]]
    found = [key.assign(pool=key["passage_lang"], rank=ranks.own)]
    if parts == 1:
        found.append(key.assign(pool=ALL, rank=ranks.all))
    table = pd.concat(found, ignore_index=True)
    table = table.sort_values(["query_lang", "group", "pool", "rank"], ignore_index=True)
    text = ["group", "query_lang", "passage_lang", "passage", "pool"]
    return table.astype(dict.fromkeys(text, "category"))
