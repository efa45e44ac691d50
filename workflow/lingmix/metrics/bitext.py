"""The pairs of languages of a benchmark whose sentences are compared in both directions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lingmix.data.tables import Retrieval
from lingmix.errors import LingmixError
from lingmix.metrics.measure import Bitext, BitextMeasure, Neighbours, parse
from lingmix.metrics.pools import DEV

Vectors = NDArray[np.float32]


def bitexts(
    data: Retrieval, queries: Vectors, passages: Callable[[int, int], Vectors], metrics: Sequence[str]
) -> dict[tuple[str, str], Bitext]:
    """The bitext of every pair of different languages that has judgements; none where no metric needs them.

    Args:
        data: the benchmark, sorted as :class:`~lingmix.data.tables.Retrieval` is.
        queries: float32 (Q, d), rows as in ``data.queries``; may be memory-mapped.
        passages: gives a range of rows of float32 (P, d), rows as in ``data.passages``.
        metrics: names of metrics.

    Returns:
        By language of the queries and of the passages. Sentences in a part whose name ends in ``-dev`` are those that
        thresholds are tuned on.

    Raises:
        LingmixError: a pair of languages is in several parts that are not for tuning.
    """
    needing = [name for name in metrics if isinstance(parse(name)[0], BitextMeasure)]
    if not needing:
        return {}
    found: dict[tuple[str, str], dict[str, Neighbours]] = {}
    for (query_lang, passage_lang, part), gold in _judged(data).groupby(["query_lang", "passage_lang", "part"]):
        if query_lang != passage_lang:
            parts = found.setdefault((str(query_lang), str(passage_lang)), {})
            parts[str(part)] = _neighbours(data, queries, passages, gold)
    return {pair: _bitext(pair, parts, needing[0]) for pair, parts in found.items() if set(parts) - set(_dev(parts))}


def _judged(data: Retrieval) -> pd.DataFrame:
    """A row for each query and relevant passage, with their rows in the tables, languages and part."""
    query = data.queries.reset_index(names="query").rename(columns={"lang": "query_lang"})
    passage = data.passages[["passage"]].reset_index(names="row")
    qrels = data.qrels.rename(columns={"lang": "passage_lang"})
    return query[["query", "group", "query_lang", "part"]].merge(qrels, on="group").merge(passage, on="passage")


def _neighbours(
    data: Retrieval, queries: Vectors, passages: Callable[[int, int], Vectors], gold: pd.DataFrame
) -> Neighbours:
    """The neighbours of all sentences in the part and the two languages of some judgements."""
    from lingmix.metrics.neighbours import neighbours
    from lingmix.nearest import Side

    part, query_lang, passage_lang = gold[["part", "query_lang", "passage_lang"]].iloc[0]
    asking = _rows(data.queries, part, query_lang)
    answering = _rows(data.passages, part, passage_lang)
    # passages are sorted by part and language
    begin = int(answering[0])
    return neighbours(
        Side.over(len(asking), lambda start, stop: queries[asking[start:stop]]),
        Side.over(len(answering), lambda start, stop: passages(begin + start, begin + stop)),
        np.stack(
            [np.searchsorted(asking, gold["query"].to_numpy(np.int64)), gold["row"].to_numpy(np.int64) - begin], axis=1
        ),
    )


def _rows(table: pd.DataFrame, part: str, lang: str) -> NDArray[np.int64]:
    return np.flatnonzero((table["part"] == part) & (table["lang"] == lang)).astype(np.int64)


def _dev(parts: dict[str, Neighbours]) -> list[str]:
    return [part for part in parts if part.endswith(DEV)]


def _bitext(pair: tuple[str, str], parts: dict[str, Neighbours], metric: str) -> Bitext:
    dev = _dev(parts)
    test = [part for part in parts if part not in dev]
    if len(test) > 1 or len(dev) > 1:
        raise LingmixError(
            f"metric '{metric}' compares two sets of sentences, but the benchmark has several from {pair[0]} to "
            f"{pair[1]}, in the parts {', '.join(parts)}; evaluate them as data sets of their own"
        )
    return Bitext(parts[test[0]], parts[dev[0]] if dev else None)
