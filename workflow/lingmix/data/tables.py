"""The uniform tables of a data set, and the checks that every one of them must pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from lingmix.errors import LingmixError, listing
from lingmix.store import read_table, write_table

QUERIES = ("group", "lang", "text", "part")
PASSAGES = ("passage", "lang", "text", "context", "part")
QRELS = ("group", "lang", "passage")
PAIRS = ("group", "dataset", "lang", "query", "passage", "negatives")


@dataclass(frozen=True)
class Retrieval:
    """A benchmark, or the source of training pairs: who asks, what can be found, what is relevant.

    Attributes:
        queries: ``group``, ``lang``, ``text``, ``part``, all strings; one row per group and language, sorted by
            ``lang``, ``group``. A group is one question in all its languages.
        passages: ``passage`` (an id, unique over all languages), ``lang``, ``text`` (what is encoded), ``context``
            (the surrounding text, or ""), ``part``, sorted by ``part``, ``lang``, ``passage``, so that a pool is a
            slice; those of shards are sorted by ``part`` and ``lang`` only.
        qrels: ``group``, ``lang`` (the passage's), ``passage``; sorted by all three.

    A benchmark may consist of several ``part``s, which have nothing to do with each other: queries are ranked against
    passages of their own part. Most have one, "". Parts whose names end in ``-dev`` serve the tuning of thresholds and
    are not ranked.
    """

    queries: pd.DataFrame
    passages: pd.DataFrame
    qrels: pd.DataFrame


def retrieval(
    queries: pd.DataFrame,
    passages: pd.DataFrame | None,
    qrels: pd.DataFrame,
    *,
    name: str,
    unique_passages: bool = False,
    unjudged_queries: bool = False,
) -> Retrieval:
    """Check the three tables, sort them, and put them together.

    Args:
        queries, passages, qrels: with at least the columns of :class:`Retrieval`, of which ``part`` may be missing;
            others are dropped. ``passages`` is None where they are in shards, and judgements are then checked against
            them when a run is scored.
        name: the data set's name, for messages.
        unique_passages: whether two passages of a language may not have the same text. Published benchmarks hold
            such copies and keep them; in a user's own data the copy of a relevant passage would count as wrong.
        unjudged_queries: whether a query may have no relevant passage, as in the mining of parallel sentences.

    Raises:
        LingmixError: an empty table, column or text; a repeated key; a judgement that names what is not there or is
            in another part; a query without any relevant passage. The first ten rows are named.
    """
    queries = _columns(_with_part(queries), QUERIES, f"{name}: queries")
    qrels = _columns(qrels, QRELS, f"{name}: qrels")
    problems = [
        *_empty(queries, ("group", "lang", "text"), "queries"),
        *_repeated(queries, ["group", "lang"], "queries"),
        *_repeated(qrels, ["group", "passage"], "qrels"),
    ]
    if passages is None:
        passages = pd.DataFrame(columns=list(PASSAGES), dtype="str")
    else:
        passages = _columns(_with_part(passages), PASSAGES, f"{name}: passages")
        problems += _passage_problems(queries, passages, qrels, unique_passages)
    for group in sorted(set(qrels["group"]) - set(queries["group"])):
        problems.append(f"qrels: group '{group}' has no query in queries")
    if not unjudged_queries:
        for group in sorted(set(queries["group"]) - set(qrels["group"])):
            problems.append(f"queries: group '{group}' has no relevant passage in qrels; add one or drop the query")
    if problems:
        raise LingmixError(f"data set '{name}' cannot be used:\n{listing(problems)}")
    return Retrieval(
        queries.sort_values(["lang", "group"], ignore_index=True),
        passages.sort_values(["part", "lang", "passage"], ignore_index=True),
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


def joined_pairs(paths: str | Sequence[str], name: str) -> pd.DataFrame:
    """The pairs in one or several tables as those of the data set ``name``.

    Raises:
        LingmixError: a group is there twice in one language.
    """
    return training_pairs(_read(paths, PAIRS).assign(dataset=name), name=name)


def _columns(frame: pd.DataFrame, columns: Sequence[str], where: str) -> pd.DataFrame:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise LingmixError(
            f"{where}: no column {', '.join(missing)}; there are: {', '.join(map(str, frame.columns)) or 'none'}"
        )
    if frame.empty:
        raise LingmixError(f"{where}: no rows")
    return frame[list(columns)].reset_index(drop=True)


def _with_part(frame: pd.DataFrame) -> pd.DataFrame:
    return frame if "part" in frame.columns else frame.assign(part="")


def _passage_problems(queries: pd.DataFrame, passages: pd.DataFrame, qrels: pd.DataFrame, unique: bool) -> list[str]:
    """What is wrong with passages, or with judgements of them."""
    problems = [
        *_empty(passages, ("passage", "lang", "text"), "passages"),
        *_repeated(passages, ["passage"], "passages"),
    ]
    if unique:
        problems += _repeated(passages, ["lang", "text"], "passages")
    home = passages.drop_duplicates("passage").set_index("passage")["lang"]
    for row in qrels[~qrels["passage"].isin(home.index)].itertuples():
        problems.append(f"qrels: group '{row.group}' names the passage '{row.passage}', which passages does not hold")
    wrong = qrels[qrels["passage"].isin(home.index) & (qrels["passage"].map(home) != qrels["lang"])]
    for row in wrong.itertuples():
        problems.append(f"qrels: passage '{row.passage}' is in '{home.loc[str(row.passage)]}', not in '{row.lang}'")
    return problems + _across_parts(queries, passages, qrels)


def _across_parts(queries: pd.DataFrame, passages: pd.DataFrame, qrels: pd.DataFrame) -> list[str]:
    """Judgements whose passage is in another part than a query of their group."""
    if queries["part"].nunique() == passages["part"].nunique() == 1:
        return []
    judged = qrels.merge(queries[["group", "part"]].drop_duplicates(), on="group").merge(
        passages[["passage", "part"]].drop_duplicates("passage"), on="passage", suffixes=("", "_passage")
    )
    apart = judged[judged["part"] != judged["part_passage"]]
    return [
        f"qrels: group '{row.group}' is in part '{row.part}', its passage '{row.passage}' in '{row.part_passage}'"
        for row in apart.itertuples()
    ]


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
    """Write the three tables to ``paths["queries"]``, ``paths["passages"]`` and ``paths["qrels"]``; where passages are
    in shards, there is no path for them."""
    for table in ("queries", "passages", "qrels"):
        if table in paths.keys():  # noqa: SIM118  (Snakemake's named lists have keys, but hold values)
            write_table(getattr(data, table), Path(paths[table]))


Paths = Mapping[str, str | Sequence[str]]
"""Of each table a file, or the files that make it up, in their order."""


def read_retrieval(paths: Paths, *, texts: bool = True) -> Retrieval:
    """Read what :func:`write_retrieval` wrote.

    Args:
        paths: ``queries``, ``passages`` and ``qrels``. Of several files, as those of a union, the rows are put
            together so that the order of :class:`Retrieval` holds.
        texts: whether ``passages`` has the columns ``text`` and ``context``, which can be more than fits into memory.

    Raises:
        LingmixError: a file cannot be read, several share ids, or a judgement names a passage that is in no file.
    """
    columns = [name for name in PASSAGES if texts or name not in ("text", "context")]
    queries = query_rows(paths["queries"])
    passages = passage_rows(paths["passages"], columns)
    qrels = judgement_rows(paths["qrels"])
    # not the other way round, which would build a table of all passages' ids
    judged = passages.loc[passages["passage"].isin(qrels["passage"]), "passage"]
    absent = qrels[~qrels["passage"].isin(judged)]
    if len(absent):
        rows = [f"group '{row.group}' names the passage '{row.passage}'" for row in absent.itertuples()]
        raise LingmixError(f"judgements of passages that no table of passages holds:\n{listing(rows)}")
    if not isinstance(paths["queries"], str) and len(paths["queries"]) > 1:
        problems = [
            *_repeated(queries, ["group", "lang"], "queries"),
            *_repeated(passages, ["passage"], "passages"),
        ]
        if problems:
            raise LingmixError(f"these data sets cannot be joined, since they share ids:\n{listing(problems)}")
    if judged.duplicated().any():
        rows = [f"'{name}'" for name in judged[judged.duplicated()]]
        raise LingmixError(f"judged passages that tables of passages hold twice:\n{listing(rows)}")
    return Retrieval(queries, passages, qrels)


def query_rows(paths: str | Sequence[str]) -> pd.DataFrame:
    """All queries, in the order in which they are embedded."""
    return _read(paths, QUERIES).sort_values(["lang", "group"], ignore_index=True, kind="stable")


def judgement_rows(paths: str | Sequence[str]) -> pd.DataFrame:
    """All judgements, in the order of :attr:`Retrieval.qrels`."""
    return _read(paths, QRELS).sort_values(["group", "lang", "passage"], ignore_index=True, kind="stable")


def passage_rows(paths: str | Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """Some columns of all passages, in the order in which they are embedded: sorted by ``part`` and ``lang``, within
    these as the files have them."""
    wanted = list(dict.fromkeys([*columns, "part", "lang"]))
    found = _read(paths, wanted).sort_values(["part", "lang"], ignore_index=True, kind="stable")
    return found[list(columns)]


def _read(paths: str | Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    several = [paths] if isinstance(paths, str) else list(paths)
    return pd.concat([read_table(Path(path), columns) for path in several], ignore_index=True)
