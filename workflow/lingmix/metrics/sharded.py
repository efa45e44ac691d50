"""Exact ranks where passages are in shards: each counts the candidates that beat a relevant passage, and the sums of
counts are the ranks.

First every shard says which judged passages it holds, with their vectors as its index has them. With those of all
shards each can count on its own, and be counted again on its own. Copies of a text are one vector within a shard;
those in different shards may be told apart by the rounding of the encoder, if it is no static one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lingmix.compiled import products
from lingmix.copies import Rows, equal_to
from lingmix.data.tables import Retrieval
from lingmix.errors import LingmixError, listing
from lingmix.metrics.ranks import judged_rows, judgements, table_of
from lingmix.ranking import PASSAGE_BLOCK, Sought, count_better
from lingmix.sharding import Pool

Vectors = NDArray[np.float32]
KEY = ("query", "passage")


def judged_in(passages: pd.DataFrame, qrels: pd.DataFrame, vectors: Rows) -> pd.DataFrame:
    """The judged passages that a shard holds.

    Args:
        passages: the shard's, with ``passage``, ``lang`` and ``part``, in the order of its vectors.
        qrels: the benchmark's judgements.
        vectors: gives a range of rows of the shard's index.

    Returns:
        ``passage``, ``lang``, ``part``, ``row`` (int64, in the shard) and ``vector`` (float32 (d,) each), by row.
    """
    rows = judged_rows(passages, qrels)
    found = passages.iloc[rows][["passage", "lang", "part"]].reset_index(drop=True)
    found["row"] = rows
    found["vector"] = pd.Series([vectors(row, row + 1)[0] for row in rows.tolist()], dtype=object)
    return found


def count(
    queries: pd.DataFrame,
    qrels: pd.DataFrame,
    judged: Sequence[pd.DataFrame],
    shard: int,
    pools: Sequence[Pool],
    asking: Vectors,
    vectors: Rows,
    *,
    everywhere: bool,
) -> pd.DataFrame:
    """How many passages of a shard beat each relevant passage, wherever that is.

    Args:
        queries, qrels: the benchmark's.
        judged: of every shard what :func:`judged_in` returns.
        shard: which of them counts, from 0.
        pools: the shard's, in the order of its vectors.
        asking: float32 (Q, d), the queries.
        vectors: gives a range of rows of the shard's index.
        everywhere: whether the pool of all languages means something.

    Returns:
        ``query`` (row), ``passage``, ``own``, ``every`` (int64): a row for each of
        :func:`lingmix.metrics.ranks.judgements`, in their order.

    Raises:
        LingmixError: a judged passage is in no shard, or in several.
    """
    pairs = judgements(queries, qrels)
    known = _all_judged(judged, qrels)
    of = pd.Series(np.arange(len(known)), index=known["passage"])[pairs["passage"]].to_numpy(np.int64)
    found = np.stack(known["vector"].to_list()).astype(np.float32, copy=False)
    home, row = known["shard"].to_numpy(np.int64), known["row"].to_numpy(np.int64)
    own, every = (np.zeros(len(pairs), dtype=np.int64) for _ in range(2))
    begin = 0
    for part, together in groupby(pools, key=lambda pool: pool[0]):
        sizes = {lang: size for _, lang, size in together}
        end = begin + sum(sizes.values())
        here = np.flatnonzero(pairs["part"] == part)
        if len(here):
            rows, passage = _shifted(vectors, begin), of[here]
            inside = np.where(home[passage] < shard, -1, np.where(home[passage] > shard, end, row[passage]) - begin)
            equal = equal_to(rows, end - begin, found, PASSAGE_BLOCK)
            asked, query = np.unique(pairs["query"].to_numpy(np.int64)[here], return_inverse=True)
            mine = np.ascontiguousarray(asking[asked])
            numbers = {lang: number for number, lang in enumerate(sorted({*sizes, *known["lang"]}))}
            sought = Sought(
                query=query,
                score=products(mine, query, found, passage),
                place=inside,
                language=known["lang"].iloc[passage].map(numbers).to_numpy(np.int64),
                passage=passage,
                copies={number: same for number, same in equal.items() if len(same) > 1 or home[number] != shard},
            )
            language = np.repeat([numbers[lang] for lang in sizes], list(sizes.values())).astype(np.int64)
            own[here], every[here] = count_better(mine, rows, language, sought, everywhere=everywhere)
        begin = end
    return pairs[list(KEY)].assign(own=own, every=every)


def merged(
    queries: pd.DataFrame,
    qrels: pd.DataFrame,
    counts: Sequence[pd.DataFrame],
    pools: Sequence[Sequence[Pool]],
    *,
    everywhere: bool,
) -> tuple[pd.DataFrame, Retrieval]:
    """The table of ranks, as :func:`lingmix.metrics.ranks.rank_table` gives it, and the benchmark without its passages.

    Args:
        queries, qrels: the benchmark's.
        counts, pools: of every shard what :func:`count` returns, and its pools.
        everywhere: whether the pool of all languages means something.

    Raises:
        LingmixError: the counts are not those of these queries and judgements.
    """
    pairs = judgements(queries, qrels)
    for number, one in enumerate(counts):
        if len(one) != len(pairs) or any((one[key].to_numpy() != pairs[key].to_numpy()).any() for key in KEY):
            raise LingmixError(f"shard {number} has counted for other queries or judgements; delete its counts")
    parts = sorted({(part, lang) for shard in pools for part, lang, _ in shard})
    own, every = (1 + np.sum([one[name].to_numpy(np.int64) for one in counts], axis=0) for name in ("own", "every"))
    everywhere = everywhere and len({part for part, _ in parts}) == 1
    # one row for each pool: who scores asks for languages only
    shown = pd.DataFrame(parts, columns=["part", "lang"])
    return table_of(pairs, own, every if everywhere else None), Retrieval(queries, shown, qrels)


def _all_judged(judged: Sequence[pd.DataFrame], qrels: pd.DataFrame) -> pd.DataFrame:
    """What the shards hold, with the number of each's shard."""
    known = pd.concat([one.assign(shard=number) for number, one in enumerate(judged)], ignore_index=True)
    absent = qrels[~qrels["passage"].isin(known["passage"])]
    if len(absent):
        rows = [f"group '{row.group}' names the passage '{row.passage}'" for row in absent.itertuples()]
        raise LingmixError(f"judgements of passages that no table of passages holds:\n{listing(rows)}")
    if known["passage"].duplicated().any():
        rows = [f"'{name}'" for name in known.loc[known["passage"].duplicated(), "passage"]]
        raise LingmixError(f"judged passages that tables of passages hold twice:\n{listing(rows)}")
    return known


def _shifted(vectors: Rows, begin: int) -> Rows:
    return lambda start, stop: vectors(begin + start, begin + stop)
