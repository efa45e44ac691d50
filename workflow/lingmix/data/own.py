"""A user's own data: pairs to train on or to rank, or queries, passages and judgements in three files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from lingmix.data.rows import Field, read_rows
from lingmix.data.tables import Retrieval, retrieval, training_pairs

GROUP, LANG = Field("group", "id"), Field("lang", "lang")
Columns = Mapping[str, str]
Files = Path | Sequence[Path]


def read_pairs(path: Files, name: str, *, columns: Columns | None = None, language: str | None = None) -> pd.DataFrame:
    """Training pairs from a file with ``group``, ``lang``, ``query``, ``passage`` and optionally ``negatives``.

    Args:
        path: one or several files, see :func:`lingmix.data.formats.rows`. One row per group and language; rows of one
            group are translations of each other. ``negatives`` is a list of passages that do not answer the query.
        name: the data set's name, which becomes the column ``dataset``.
        columns, language: see :func:`lingmix.data.rows.read_rows`.

    Returns:
        See :func:`lingmix.data.tables.training_pairs`.

    Raises:
        LingmixError: the file or its rows are wrong, see :func:`lingmix.data.rows.read_rows`.
    """
    fields = (GROUP, LANG, Field("query", "text"), Field("passage", "text"), Field("negatives", "optional-texts"))
    frame = read_rows(
        path,
        fields,
        unique=[("group", "lang"), ("lang", "query")],
        check=_own_negative,
        columns=columns,
        language=language,
    )
    return training_pairs(frame.assign(dataset=name), name=name)


def read_retrieval(
    queries: Files,
    passages: Files,
    qrels: Files,
    name: str,
    *,
    columns: Mapping[str, Columns] | None = None,
    language: str | None = None,
) -> Retrieval:
    """A benchmark from three files, or three lists of files, see :func:`lingmix.data.formats.rows`.

    Args:
        queries: ``group``, ``lang``, ``text``.
        passages: ``passage``, ``lang``, ``text`` and optionally ``context``; no text twice in a language, since the
            copy of a relevant passage would count as wrong.
        qrels: ``group``, ``lang``, ``passage`` and optionally ``score``; rows with a score of 0 or less are left out.
        name: the data set's name, for messages.
        columns: by ``queries``, ``passages`` and ``qrels``, see :func:`lingmix.data.rows.read_rows`.
        language: see :func:`lingmix.data.rows.read_rows`.

    Raises:
        LingmixError: a file or its rows are wrong, or the three do not fit together.
    """
    text, passage = Field("text", "text"), Field("passage", "id")
    own = columns or {}
    judged = read_rows(
        qrels,
        (GROUP, LANG, passage, Field("score", "optional-grade")),
        unique=[("group", "passage")],
        columns=own.get("qrels"),
        language=language,
    )
    return retrieval(
        read_rows(
            queries,
            (GROUP, LANG, text),
            unique=[("group", "lang"), ("lang", "text")],
            columns=own.get("queries"),
            language=language,
        ),
        read_rows(
            passages,
            (passage, LANG, text, Field("context", "optional-text")),
            unique=[("passage",), ("lang", "text")],
            columns=own.get("passages"),
            language=language,
        ),
        judged[judged["score"] > 0],
        name=name,
        unique_passages=True,
    )


def retrieval_of_pairs(pairs: pd.DataFrame, name: str) -> Retrieval:
    """A benchmark from training pairs: each query's passage is relevant to its group, the others are the pool.

    The distinct passages of a language are its pool, numbered ``<language>:<number>`` in order of first appearance;
    groups that share a passage share its id. Negatives do not enter the pool.

    Args:
        pairs: see :func:`lingmix.data.tables.training_pairs`.
        name: the data set's name, for messages.
    """
    passages = pairs[["lang", "passage"]].drop_duplicates().rename(columns={"passage": "text"})
    numbers = passages.groupby("lang").cumcount()
    passages = passages.assign(passage=passages["lang"] + ":" + numbers.map("{:08d}".format), context="")
    judged = pairs.rename(columns={"passage": "text"}).merge(passages, on=["lang", "text"])
    return retrieval(
        pairs[["group", "lang", "query"]].rename(columns={"query": "text"}),
        passages,
        judged[["group", "lang", "passage"]],
        name=name,
        unique_passages=True,
    )


def _own_negative(row: dict[str, Any]) -> str | None:
    return "negatives hold the passage itself" if row["passage"] in row["negatives"] else None
