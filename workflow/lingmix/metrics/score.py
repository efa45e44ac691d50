"""From ranks to metrics: per language pair, per query language and macro, in the three retrieval settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lingmix.data.tables import Retrieval
from lingmix.metrics.judged import Asked, judge
from lingmix.metrics.measure import SETTINGS, Bitext, BitextMeasure, Measure, Setting, parse
from lingmix.metrics.pools import ALL

MACRO = "macro"
"""Stands for a language that an unweighted mean has been taken over."""
COLUMNS = ("setting", "query_lang", "passage_lang", "metric", "value", "queries")

Pair = tuple[str, str]
Cells = dict[Setting, dict[Pair, NDArray[np.int64]]]


def score(
    ranks: pd.DataFrame,
    data: Retrieval,
    metrics: Sequence[str],
    settings: Sequence[Setting] = SETTINGS,
    bitexts: Mapping[Pair, Bitext] | None = None,
) -> pd.DataFrame:
    """All metrics of one benchmark.

    A value is the mean over the queries of a pair of languages (``monolingual``: they are equal; ``crosslingual``:
    they differ; ``multilingual``: the passage language is "all"). A ``macro`` row is the unweighted mean over the
    pairs that have queries, as in LAReQA.

    Args:
        ranks: as :func:`lingmix.metrics.ranks.rank_table` returns it.
        data: the benchmark, for the pairs that could be there.
        metrics: names such as ``map`` or ``recall@10``.
        settings: those that the benchmark's judgements mean something in.
        bitexts: as :func:`lingmix.metrics.bitext.bitexts` returns them, for the metrics that need them.

    Returns:
        ``setting``, ``query_lang``, ``passage_lang``, ``metric``, ``value`` (float64), ``queries`` (int64: how many
        the value is over, of a bitext its pairs of translations; of a macro row, the sum over its pairs). A pair
        without a query has the value NaN and 0 queries and enters no mean. Queries without a relevant passage in a
        pool do not count there.
    """
    judged, asked = judge(ranks)
    cells = _cells(asked, data)
    rows: list[tuple[object, ...]] = []
    for name in metrics:
        measure, cutoff = parse(name)
        if isinstance(measure, Measure):
            values = measure.per_query(judged, cutoff)
        for setting, pairs in cells.items():
            if setting in measure.settings and setting in settings:
                if isinstance(measure, Measure):
                    means = {pair: _mean(values[queries]) for pair, queries in pairs.items()}
                else:
                    means = {pair: _of_bitext(measure, (bitexts or {}).get(pair)) for pair in pairs}
                rows += [(setting, *pair, name, *mean) for pair, mean in _with_macro(setting, means)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"value": "float64", "queries": "int64"})


def _cells(asked: Asked, data: Retrieval) -> Cells:
    """The numbers of the queries in each pair of each setting, an empty array where there are none."""
    code = asked.lang * len(asked.pools) + asked.pool
    order = np.argsort(code, kind="stable")
    there, first = np.unique(code[order], return_index=True)
    found = {
        (asked.langs[pair // len(asked.pools)], asked.pools[pair % len(asked.pools)]): queries
        for pair, queries in zip(there.tolist(), np.split(order, first[1:]), strict=True)
    }
    none = np.empty(0, dtype=np.int64)
    cells: Cells = {"monolingual": {}, "crosslingual": {}, "multilingual": {}}
    passage_langs = sorted(data.passages["lang"].unique())
    for query_lang in sorted(data.queries["lang"].unique()):
        for passage_lang in passage_langs:
            setting: Setting = "monolingual" if query_lang == passage_lang else "crosslingual"
            cells[setting][query_lang, passage_lang] = found.get((query_lang, passage_lang), none)
        cells["multilingual"][query_lang, ALL] = found.get((query_lang, ALL), none)
    return cells


def _mean(values: NDArray[np.float64]) -> tuple[float, int]:
    there = values[~np.isnan(values)]
    return (float(there.mean()) if len(there) else float("nan")), len(there)


def _of_bitext(measure: BitextMeasure, bitext: Bitext | None) -> tuple[float, int]:
    value = float("nan") if bitext is None else measure.value(bitext)
    return value, 0 if bitext is None or np.isnan(value) else len(bitext.test.gold)


def _with_macro(setting: Setting, means: dict[Pair, tuple[float, int]]) -> Iterator[tuple[Pair, tuple[float, int]]]:
    yield from means.items()
    if setting == "crosslingual":
        for query_lang in dict.fromkeys(query for query, _ in means):
            yield (query_lang, MACRO), _macro([mean for pair, mean in means.items() if pair[0] == query_lang])
    yield (MACRO, ALL if setting == "multilingual" else MACRO), _macro(list(means.values()))


def _macro(means: list[tuple[float, int]]) -> tuple[float, int]:
    there = [value for value, queries in means if queries]
    return (float(np.mean(there)) if there else float("nan")), sum(queries for _, queries in means)
