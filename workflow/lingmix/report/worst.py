"""The queries that a run serves worst: what they ask, what should have been found, and what was found instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lingmix.copies import Rows
from lingmix.data.shards import read_blocks
from lingmix.data.tables import Retrieval
from lingmix.export.pools import Pool
from lingmix.export.retrieve import retrieve
from lingmix.report.texts import TEXTS, cut

COLUMNS = (
    *("part", "query_lang", "pool", "place", "group", "query", "rank"),
    *("passage", "passage_lang", "relevant", "wrong_passage", "wrong_lang", "wrong"),
)


def worst(
    data: Retrieval,
    pools: Sequence[Pool],
    ranks: pd.DataFrame,
    queries: NDArray[np.float32],
    passages: Rows,
    tables: Sequence[str],
    *,
    count: int = 3,
    length: int = 300,
) -> pd.DataFrame:
    """The worst queries of every language pair and pool of all languages.

    A query is as bad as the rank of its best relevant passage; of equal ones the first group counts as worse. One whose
    best is the first of all candidates has gone well and is left out, so there may be fewer, or none.

    Args:
        data: the benchmark; its passages need no texts.
        pools: as :func:`lingmix.export.pools.pools` returns them.
        ranks: as :func:`lingmix.metrics.ranks.rank_table` returns it.
        queries: float32 (Q, d), rows as in ``data.queries``.
        passages: gives a range of rows of float32 (P, d), rows as in ``data.passages``.
        tables: those that hold the passages' texts, which are read block by block.
        count: how many queries of each pool, at most.
        length: characters after which texts are cut.

    Returns:
        :data:`COLUMNS`, by pool and ``place`` (int64, from 1, the worst first): ``query`` is the query's text; ``rank``
        (int64) that of its best relevant ``passage``, whose text is ``relevant``; ``wrong_passage`` the one that was
        ranked first, in ``wrong_lang``, with the text ``wrong``.
    """
    best = _best(ranks)
    chosen = [(pool, found) for pool in pools if len(found := _chosen(data, pool, best, count))]
    asked = [replace(pool, queries=found["row"].to_numpy(np.int64)) for pool, found in chosen]
    # the best passage has another rank than the first, so the first is wrong
    first = [
        found.assign(top=_top(found["row"], {one.query: int(one.rows[0]) for one in results}))
        for (_, found), (_, results) in zip(chosen, retrieve(asked, queries, passages, 1), strict=True)
    ]
    if not first:
        return pd.DataFrame({column: pd.Series(dtype=_dtype(column)) for column in COLUMNS})
    table = pd.concat(first, ignore_index=True)
    wrong = data.passages.iloc[table["top"].to_numpy(np.int64)]
    table["wrong_passage"], table["wrong_lang"] = wrong["passage"].to_numpy(), wrong["lang"].to_numpy()
    table["query"] = data.queries["text"].iloc[table["row"].to_numpy(np.int64)].to_numpy()
    texts = passage_texts(tables, [*table["passage"], *table["wrong_passage"]])
    table["relevant"], table["wrong"] = table["passage"].map(texts), table["wrong_passage"].map(texts)
    for column in TEXTS:
        table[column] = [cut(text, length) for text in table[column]]
    return table[list(COLUMNS)]


def passage_texts(tables: Sequence[str], wanted: Sequence[str]) -> dict[str, str]:
    """The texts of some passages by id, whatever the size of the tables."""
    names = set(wanted)
    found: dict[str, str] = {}
    for block in read_blocks(tables, ["passage", "text"]):
        here = block[block["passage"].isin(names)]
        found.update(zip(here["passage"], here["text"], strict=True))
    return found


def _best(ranks: pd.DataFrame) -> dict[tuple[str, str], pd.DataFrame]:
    """By query language and pool, each query's best relevant passage, where that is not the first of all."""
    keys = ["query_lang", "pool", "group"]
    first = ranks.sort_values("rank", kind="stable").drop_duplicates(keys)
    # strings, of which there are few by now: merging and grouping take categories for all that could be
    bad = first[first["rank"] > 1].astype(dict.fromkeys((*keys, "passage_lang", "passage"), "str"))
    return {(str(query_lang), str(pool)): rows for (query_lang, pool), rows in bad.groupby(["query_lang", "pool"])}


def _chosen(data: Retrieval, pool: Pool, best: dict[tuple[str, str], pd.DataFrame], count: int) -> pd.DataFrame:
    """The worst queries of a pool, with their rows among all queries."""
    here = pd.DataFrame({"group": data.queries["group"].iloc[pool.queries].to_numpy(), "row": pool.queries})
    none = pd.DataFrame(columns=["group", "rank", "passage", "passage_lang"])
    rows = here.merge(best.get((pool.query_lang, pool.pool), none), on="group")
    worst_first = rows.sort_values(["rank", "group"], ascending=[False, True]).head(count)
    return worst_first.assign(
        part=pool.part, query_lang=pool.query_lang, pool=pool.pool, place=np.arange(1, len(worst_first) + 1)
    )


def _top(rows: pd.Series[int], first: dict[int, int]) -> list[int]:
    return [first[int(row)] for row in rows]


def _dtype(column: str) -> str:
    return "int64" if column in ("place", "rank") else "str"
