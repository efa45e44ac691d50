"""Queries that training has in another language: those whose group it has."""

from __future__ import annotations

import pandas as pd

from lingmix.leakage.find import COLUMNS, EXACT

GROUP = "group"
"""The kind of overlap, beside those of :mod:`lingmix.leakage.find`."""


def with_groups(
    found: pd.DataFrame, queries: pd.DataFrame, benchmark: str, dataset: str, pairs: pd.DataFrame | None
) -> pd.DataFrame:
    """The overlap of a benchmark with a training set, with the queries whose group training has.

    Training has a group if it has one of its queries exactly, or if both data sets number the same groups. A query that
    training has exactly is no more than that; one that is nearly there is listed as its group's.

    Args:
        found: of this benchmark and this training set, as :func:`lingmix.leakage.find.overlap` returns it.
        queries: of the benchmark, see :class:`lingmix.data.tables.Retrieval`.
        benchmark, dataset: their names.
        pairs: the training set's ``group`` and ``lang``, if it numbers its groups as the benchmark does (see
            :func:`lingmix.leakage.kinship.same_groups`), else None.

    Returns:
        As ``found``, with more rows at the end, whose kind is :data:`GROUP` and whose ``similarity`` is missing.
    """
    exact = found[(found["side"] == "query") & (found["kind"] == EXACT)]
    known = exact[["id", "training_side", "training_lang", "training_group"]]
    if pairs is not None:
        own = pairs[["group", "lang"]].rename(columns={"group": "id", "lang": "training_lang"})
        known = pd.concat([known, own.assign(training_side="query", training_group=own["id"])])
    known = known.drop_duplicates("id")
    rest = queries[~_of(queries, "group").isin(_of(exact, "id"))]
    more = rest.assign(id=rest["group"], side="query").merge(known, on="id")
    if more.empty:
        return found
    said = found[~((found["side"] == "query") & _of(found, "id").isin(_of(more, "id")))]
    more = more.assign(benchmark=benchmark, dataset=dataset, kind=GROUP, similarity=float("nan"))
    return pd.concat([said, more[list(COLUMNS)]], ignore_index=True)


def _of(frame: pd.DataFrame, group: str) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(frame[[group, "lang"]])
