"""Benchmarks in BEIR's layout (Thakur et al. 2021, arXiv 2104.08663): two JSON lines files and judgements."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from lingmix.data.rows import Field, read_rows
from lingmix.data.tables import Retrieval, retrieval
from lingmix.errors import LingmixError

ID, TEXT, TITLE = Field("_id", "id"), Field("text", "optional-text"), Field("title", "optional-text")
JUDGEMENT = (Field("query-id", "id"), Field("corpus-id", "id"), Field("score", "optional-grade"))


def read_beir(paths: Mapping[str, Sequence[Path]], languages: Sequence[str], name: str) -> Retrieval:
    """A benchmark in one language, or in several whose queries of one id are one group.

    A passage's text is title and text with a space between, as BEIR encodes it. Grades above 0 count alike; a query
    that the table judges nothing relevant to is left out. In several languages, passages get ids ``<language>:<id>``.

    Args:
        paths: ``passages`` (rows of ``_id``, ``text`` and perhaps ``title``), ``queries`` (``_id``, ``text``) and
            ``qrels`` (``query-id``, ``corpus-id``, ``score``), a file per language each.
        languages: in the order of the files.
        name: the data set's name, for messages.

    Raises:
        LingmixError: a file or its rows are wrong, or the three do not fit together.
    """
    tables: dict[str, list[pd.DataFrame]] = {"queries": [], "passages": [], "qrels": []}
    for number, language in enumerate(languages):
        prefix = f"{language}:" if len(languages) > 1 else ""
        files = {table: paths[table][number] for table in tables}
        judged = _judgements(files["qrels"], language, prefix)
        tables["qrels"].append(judged)
        asked = _queries(files["queries"], language, set(judged["group"]))
        if asked.empty:
            raise LingmixError(f"{files['qrels']}: judges nothing relevant to any of the queries in {files['queries']}")
        tables["queries"].append(asked)
        tables["passages"].append(_passages(files["passages"], language, prefix))
    queries, passages, qrels = (pd.concat(parts, ignore_index=True) for parts in tables.values())
    return retrieval(queries, passages, qrels, name=name)


def _queries(path: Path, language: str, judged: set[str]) -> pd.DataFrame:
    found = read_rows(path, (ID, Field("text", "text")), unique=[("_id",)]).rename(columns={"_id": "group"})
    return found[found["group"].isin(judged)].assign(lang=language)


def _passages(path: Path, language: str, prefix: str) -> pd.DataFrame:
    found = read_rows(path, (ID, TEXT, TITLE), unique=[("_id",)])
    texts = (found["title"] + " " + found["text"]).str.strip()
    # some of BEIR's corpora hold such passages; one that is judged relevant is missed later
    if empty := int((texts == "").sum()):
        print(f"{path}: passages without title and text, left out: {empty:,}", file=sys.stderr)
    frame = pd.DataFrame({"passage": prefix + found["_id"], "lang": language, "text": texts, "context": ""})
    return frame[texts != ""]


def _judgements(path: Path, language: str, prefix: str) -> pd.DataFrame:
    found = read_rows(path, JUDGEMENT, unique=[("query-id", "corpus-id")])
    relevant = found[found["score"] > 0]
    if (relevant["score"] > 1).any():
        print(f"{path}: grades above 1 count as 1; relevance has no grades here", file=sys.stderr)
    return pd.DataFrame({"group": relevant["query-id"], "lang": language, "passage": prefix + relevant["corpus-id"]})
