"""The table of ranks: for each query and relevant passage, the rank in each pool that holds the passage."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lingmix.data.tables import Retrieval
from lingmix.errors import LingmixError
from lingmix.metrics.pools import ALL, DEV
from lingmix.ranking import Ranks, rank_relevant


def rank_table(
    data: Retrieval,
    queries: NDArray[np.float32],
    passages: Callable[[int, int], NDArray[np.float32]],
    size: int,
    *,
    everywhere: bool = True,
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
        everywhere: whether the pool of all languages means something.

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
    # of the judged passages only: a table of all would not fit into memory where there are millions
    relevant = judged_rows(data.passages, data.qrels)
    row = pd.Series(relevant, index=data.passages["passage"].iloc[relevant])
    judged = judgements(data.queries, data.qrels)
    judged["row"] = row[judged["passage"]].to_numpy(np.int64)
    own, every = (np.empty(len(judged), dtype=np.int64) for _ in range(2))
    everywhere = everywhere and data.passages["part"].nunique() == 1
    for part, here in judged.groupby("part").indices.items():
        ranks = _ranks_in(data.passages, str(part), judged.iloc[here], queries, passages, everywhere)
        own[here], every[here] = ranks.own, ranks.all
    return table_of(judged, own, every if everywhere else None)


def judged_rows(passages: pd.DataFrame, qrels: pd.DataFrame) -> NDArray[np.int64]:
    """Rows of the passages that a judgement names, int64, ascending."""
    # not pandas' isin, which makes a Python object of each name
    names, judged = (pa.array(table["passage"].astype("str")) for table in (passages, qrels))
    return np.flatnonzero(pc.is_in(names, value_set=judged.unique()))


def judgements(queries: pd.DataFrame, qrels: pd.DataFrame) -> pd.DataFrame:
    """Every query with each of its relevant passages, but those of parts for tuning.

    Returns:
        ``group``, ``query_lang``, ``part``, ``query`` (the row of the query), ``passage_lang``, ``passage``.
    """
    return (
        queries[["group", "lang", "part"]]
        .rename(columns={"lang": "query_lang"})
        .assign(query=np.arange(len(queries)))[~queries["part"].str.endswith(DEV)]
        .merge(qrels.rename(columns={"lang": "passage_lang"}), on="group")
    )


def table_of(judged: pd.DataFrame, own: NDArray[np.int64], every: NDArray[np.int64] | None) -> pd.DataFrame:
    """The table of ranks.

    Args:
        judged: as :func:`judgements` returns it, N rows.
        own, every: ranks, int64 (N,), in the pool of the passage's language and in that of all; None where that means
            nothing.
    """
    # categories before they are doubled and sorted: numbers, and in the order of the names
    key = judged[["group", "query_lang", "passage_lang", "passage"]].astype("category")
    pools = sorted({*key["passage_lang"].cat.categories, *([ALL] if every is not None else [])})
    found = [key.assign(pool=key["passage_lang"].cat.set_categories(pools), rank=own)]
    if every is not None:
        found.append(key.assign(pool=pd.Categorical([ALL], pools).repeat(len(key)), rank=every))
    table = pd.concat(found, ignore_index=True)
    return table.sort_values(["query_lang", "group", "pool", "rank"], ignore_index=True)


def _ranks_in(
    table: pd.DataFrame,
    part: str,
    judged: pd.DataFrame,
    queries: NDArray[np.float32],
    passages: Callable[[int, int], NDArray[np.float32]],
    everywhere: bool,
) -> Ranks:
    """Ranks of relevant passages among the passages of one part, for the queries that have any."""
    # passages are sorted by part and language, so that a part is a slice, and so is each of its languages
    place = np.flatnonzero(table["part"] == part)
    begin, end = int(place[0]), int(place[-1]) + 1
    language, _ = pd.factorize(table["lang"].iloc[begin:end])
    asking, query = np.unique(judged["query"].to_numpy(np.int64), return_inverse=True)
    return rank_relevant(
        np.ascontiguousarray(queries[asking]),
        lambda start, stop: passages(begin + start, begin + stop),
        language.astype(np.int64),
        query.astype(np.int64),
        judged["row"].to_numpy(np.int64) - begin,
        everywhere=everywhere,
    )
