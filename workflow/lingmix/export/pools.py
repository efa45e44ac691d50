"""Who is ranked against what: a query language and a pool of candidates at a time, as evaluation tools take them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lingmix.data.dataset import SETTINGS, Setting
from lingmix.data.tables import Retrieval
from lingmix.metrics.pools import ALL


@dataclass(frozen=True)
class Pool:
    """The queries of one language and their candidates.

    Attributes:
        part: the benchmark's part, see :class:`lingmix.data.tables.Retrieval`; "" where there is one only.
        query_lang: the queries' language.
        pool: the candidates' language, or "all".
        queries: int64 (Q,), rows of ``data.queries`` that have a relevant passage in the pool.
        begin, end: the candidates, as a range of rows of ``data.passages``.
        qrels: ``group`` and ``passage``, the judgements of these queries within the pool.
    """

    part: str
    query_lang: str
    pool: str
    queries: NDArray[np.int64] = field(compare=False)
    begin: int
    end: int
    qrels: pd.DataFrame = field(compare=False)

    @property
    def path(self) -> str:
        """How its files are called: ``<query language>.<pool>``, in a folder of the part's name if there is one."""
        return f"{within(self.part)}{self.query_lang}.{self.pool}"


def within(part: str) -> str:
    """The folder of a part, with a slash at its end, or nothing."""
    return f"{part}/" if part else ""


def pools(data: Retrieval, settings: Sequence[Setting] = SETTINGS) -> list[Pool]:
    """Every pool of a benchmark with a query in it, by part, candidates' language ("all" last) and query language.

    Args:
        data: the benchmark, sorted as :class:`~lingmix.data.tables.Retrieval` is; its passages need no texts.
        settings: those in which its judgements mean something. "all" is there only where it has a single part.
    """
    return [pool for slice_ in _slices(data.passages, settings) for pool in _of(data, *slice_, settings)]


def _slices(passages: pd.DataFrame, settings: Sequence[Setting]) -> Iterator[tuple[str, str, int, int]]:
    """Part, pool and range of rows: passages are sorted by part and language, so that each is a slice."""
    columns = passages[["part", "lang"]]
    starts = np.flatnonzero((columns != columns.shift()).any(axis=1))
    for begin, end in pairwise([*starts.tolist(), len(passages)]):
        part, lang = columns.iloc[begin]
        yield str(part), str(lang), begin, end
    if "multilingual" in settings and passages["part"].nunique() == 1:
        yield str(passages["part"].iloc[0]), ALL, 0, len(passages)


def _of(data: Retrieval, part: str, pool: str, begin: int, end: int, settings: Sequence[Setting]) -> Iterator[Pool]:
    inside = data.qrels if pool == ALL else data.qrels[data.qrels["lang"] == pool]
    asking = data.queries[data.queries["part"] == part]
    for query_lang, rows in asking.groupby("lang", sort=True).groups.items():
        setting: Setting = "multilingual" if pool == ALL else "monolingual" if pool == query_lang else "crosslingual"
        if setting not in settings:
            continue
        groups = data.queries.loc[rows, "group"]
        judged = inside.loc[inside["group"].isin(groups), ["group", "passage"]]
        queries = rows[groups.isin(judged["group"])].to_numpy(np.int64)
        if len(queries):
            yield Pool(part, str(query_lang), pool, queries, begin, end, judged.reset_index(drop=True))
