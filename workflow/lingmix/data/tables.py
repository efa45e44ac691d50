"""The uniform tables of a data set, and the checks that every one of them must pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from lingmix.errors import LingmixError, listing
from lingmix.store import read_table, write_table

QUERIES = ("group", "lang", "text")
PASSAGES = ("passage", "lang", "text", "context")
QRELS = ("group", "lang", "passage")
PAIRS = ("group", "dataset", "lang", "query", "passage", "negatives")


@dataclass(frozen=True)
class Retrieval:
    """A benchmark, or the source of training pairs: who asks, what can be found, what is relevant.

    Attributes:
        queries: ``group``, ``lang``, ``text``, all strings; one row per group and language, sorted by ``lang``,
            ``group``. A group is one question in all its languages.
        passages: ``passage`` (an id, unique over all languages), ``lang``, ``text`` (what is encoded), ``context``
            (the surrounding text, or ""), sorted by ``lang``, ``passage``, so that a language is a slice.
        qrels: ``group``, ``lang`` (the passage's), ``passage``; sorted by all three.
    """

    queries: pd.DataFrame
    passages: pd.DataFrame
    qrels: pd.DataFrame


def retrieval(
    queries: pd.DataFrame, passages: pd.DataFrame, qrels: pd.DataFrame, *, name: str, unique_passages: bool = False
) -> Retrieval:
    """Check the three tables, sort them, and put them together.

    Args:
        queries, passages, qrels: with at least the columns of :class:`Retrieval`; others are dropped.
        name: the data set's name, for messages.
        unique_passages: whether two passages of a language may not have the same text. Published benchmarks hold
            such copies and keep them; in a user's own data the copy of a relevant passage would count as wrong.

    Raises:
        LingmixError: an empty table, column or text; a repeated key; a judgement that names what is not there; a
            query without any relevant passage. The first ten rows are named.
    """
    queries, passages, qrels = (
        _columns(frame, columns, f"{name}: {table}")
        for frame, columns, table in (
            (queries, QUERIES, "queries"),
            (passages, PASSAGES, "passages"),
            (qrels, QRELS, "qrels"),
        )
    )
    problems = [
        *_empty(queries, ("group", "lang", "text"), "queries"),
        *_empty(passages, ("passage", "lang", "text"), "passages"),
        *_repeated(queries, ["group", "lang"], "queries"),
        *_repeated(passages, ["passage"], "passages"),
        *_repeated(qrels, ["group", "passage"], "qrels"),
    ]
    if unique_passages:
        problems += _repeated(passages, ["lang", "text"], "passages")
    home = passages.drop_duplicates("passage").set_index("passage")["lang"]
    for row in qrels[~qrels["passage"].isin(home.index)].itertuples():
        problems.append(f"qrels: group '{row.group}' names the passage '{row.passage}', which passages does not hold")
    wrong = qrels[qrels["passage"].isin(home.index) & (qrels["passage"].map(home) != qrels["lang"])]
    for row in wrong.itertuples():
        problems.append(f"qrels: passage '{row.passage}' is in '{home.loc[str(row.passage)]}', not in '{row.lang}'")
    for group in sorted(set(qrels["group"]) - set(queries["group"])):
        problems.append(f"qrels: group '{group}' has no query in queries")
    for group in sorted(set(queries["group"]) - set(qrels["group"])):
        problems.append(f"queries: group '{group}' has no relevant passage in qrels; add one or drop the query")
    if problems:
        raise LingmixError(f"data set '{name}' cannot be used:\n{listing(problems)}")
    return Retrieval(
        queries.sort_values(["lang", "group"], ignore_index=True),
        passages.sort_values(["lang", "passage"], ignore_index=True),
        qrels.sort_values(["group", "lang", "passage"], ignore_index=True),
    )


def training_pairs(frame: pd.DataFrame, *, name: str) -> pd.DataFrame:
    """Check a table of training pairs and sort it by ``group``, ``lang``.

    Args:
        frame: columns ``group``, ``dataset``, ``lang``, ``query``, ``passage`` (strings) and ``negatives`` (a list
            of strings, possibly empty); one row per group and language. Rows of one group in several languages
            are translations of each other.
        name: the data set's name, for messages.

    Raises:
        LingmixError: an empty table, column or text, or a group twice in one language.
    """
    frame = _columns(frame, PAIRS, f"{name}: pairs")
    problems = [
        *_empty(frame, ("group", "lang", "query", "passage"), "pairs"),
        *_repeated(frame, ["group", "lang"], "pairs"),
    ]
    if problems:
        raise LingmixError(f"data set '{name}' cannot be used:\n{listing(problems)}")
    return frame.sort_values(["group", "lang"], ignore_index=True)


def pairs_of(data: Retrieval, dataset: str) -> pd.DataFrame:
    """Training pairs from judged queries: each query with its first relevant passage in its own language.

    A group contributes in every language in which it has both a query and a relevant passage; "first" is by
    passage id. Negatives are empty.
    """
    first = data.qrels.drop_duplicates(["group", "lang"])
    joined = data.queries.merge(first, on=["group", "lang"]).merge(
        data.passages[["passage", "text"]].rename(columns={"text": "answer"}), on="passage"
    )
    frame = pd.DataFrame(
        {
            "group": joined["group"],
            "dataset": dataset,
            "lang": joined["lang"],
            "query": joined["text"],
            "passage": joined["answer"],
            "negatives": [[] for _ in range(len(joined))],
        }
    )
    return training_pairs(frame, name=dataset)


def _columns(frame: pd.DataFrame, columns: Sequence[str], where: str) -> pd.DataFrame:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise LingmixError(
            f"{where}: no column {', '.join(missing)}; there are: {', '.join(map(str, frame.columns)) or 'none'}"
        )
    if frame.empty:
        raise LingmixError(f"{where}: no rows")
    return frame[list(columns)].reset_index(drop=True)


def _empty(frame: pd.DataFrame, columns: Sequence[str], table: str) -> list[str]:
    problems = []
    for column in columns:
        blank = frame[column].isna() | (frame[column].astype(str).str.strip() == "")
        problems += [f"{table}: row {row + 1} has an empty {column}" for row in frame.index[blank]]
    return problems


def _repeated(frame: pd.DataFrame, key: list[str], table: str) -> list[str]:
    problems = []
    first: dict[tuple[object, ...], int] = {}
    again = frame[frame.duplicated(key, keep=False)]
    for row, values in zip(again.index, again[key].itertuples(index=False, name=None), strict=True):
        if values in first:
            shown = ", ".join(f"{column} '{value}'" for column, value in zip(key, values, strict=True))
            problems.append(f"{table}: row {row + 1} repeats row {first[values] + 1} ({shown})")
        else:
            first[values] = row
    return problems


def write_retrieval(data: Retrieval, paths: Mapping[str, str]) -> None:
    """Write the three tables to ``paths["queries"]``, ``paths["passages"]`` and ``paths["qrels"]``."""
    for table in ("queries", "passages", "qrels"):
        write_table(getattr(data, table), Path(paths[table]))


def read_retrieval(paths: Mapping[str, str]) -> Retrieval:
    """Read what :func:`write_retrieval` wrote."""
    return Retrieval(
        read_table(Path(paths["queries"]), QUERIES),
        read_table(Path(paths["passages"]), PASSAGES),
        read_table(Path(paths["qrels"]), QRELS),
    )
