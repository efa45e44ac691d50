"""TREC's formats: topics and passages as lines of id and text, judgements (qrels), and runs with ir_metadata on top.

A run's line is ``<query> Q0 <passage> <rank> <score> <tag>``. The comment lines before it are ir_metadata (Breuer,
Keller and Schaer 2022, arXiv 2207.08922), which some readers have to be spared: ``grep -v '^#'``.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote

import pandas as pd
import yaml

from lingmix.data.shards import read_blocks
from lingmix.data.tables import Retrieval
from lingmix.disk import writing
from lingmix.export.files import created, write_lines
from lingmix.export.pools import Pool, within

if TYPE_CHECKING:
    from lingmix.export.retrieve import Found

UNFIT = re.compile(r"[\s%]|^#")
"""What an id cannot hold where fields are parted by space and comments begin with #; and what stands for it."""


def trec_id(name: str) -> str:
    """An id without space, which ``urllib.parse.unquote`` turns back.

    >>> trec_id("New York 5%")
    'New%20York%205%25'
    """
    return UNFIT.sub(lambda found: quote(found[0], safe=""), name)


def write_benchmark(data: Retrieval, pools: Iterable[Pool], passages: Sequence[str], folder: Path) -> None:
    """Write topics, passages and judgements.

    ``topics.<language>.tsv`` and ``passages.<language>.tsv`` have an id, a tab and the text, in which breaks and tabs
    are spaces; ``qrels.<query language>.<pool>.txt`` has ``<query> 0 <passage> 1``. Parts have a folder each.

    Args:
        data: the benchmark; its passages need no texts.
        pools: as :func:`lingmix.export.pools.pools` returns them.
        passages: the tables that hold the texts, which are read block by block.
        folder: created if needed.
    """
    asked = data.queries.groupby(["part", "lang"], sort=True)
    for (part, lang), rows in asked:
        topics = _values(rows, "group", "text")
        write_lines(
            (f"{trec_id(group)}\t{_one_line(text)}" for group, text in topics),
            folder / within(str(part)) / f"topics.{lang}.tsv",
        )
    for pool in pools:
        judged = _values(pool.qrels, "group", "passage")
        write_lines(
            (f"{trec_id(group)} 0 {trec_id(passage)} 1" for group, passage in judged),
            folder / within(pool.part) / f"qrels.{pool.query_lang}.{pool.pool}.txt",
        )
    with ExitStack() as stack:
        files: dict[Path, IO[str]] = {}
        for block in read_blocks(passages, ["passage", "lang", "text", "part"]):
            for (part, lang), rows in block.groupby(["part", "lang"]):
                path = folder / within(str(part)) / f"passages.{lang}.tsv"
                if path not in files:
                    files[path] = stack.enter_context(created(path))
                for passage, text in _values(rows, "passage", "text"):
                    files[path].write(f"{trec_id(passage)}\t{_one_line(text)}\n")


def write_run(found: Iterable[Found], data: Retrieval, path: Path, *, tag: str, metadata: Mapping[str, Any]) -> None:
    """Write a run, compressed by gzip.

    Args:
        found: the candidates of each query.
        data: the benchmark whose rows they are.
        path: ends in ``.gz``.
        tag: the run's name, without space.
        metadata: as :func:`lingmix.export.ir_metadata.metadata` returns it.
    """
    groups, passages = data.queries["group"], data.passages["passage"]
    path.parent.mkdir(parents=True, exist_ok=True)
    # no name and no time in the header, so that equal runs are equal files
    with (
        writing(path.name, path.parent, path),
        path.open("wb") as raw,
        gzip.GzipFile("", "wb", 6, raw, mtime=0) as file,
    ):
        file.write(header(metadata).encode())
        for one in found:
            query = trec_id(str(groups.iloc[one.query]))
            ids = passages.iloc[one.rows]
            lines = (
                f"{query} Q0 {trec_id(passage)} {rank} {score:.9g} {tag}\n"
                for rank, (passage, score) in enumerate(zip(ids, one.scores.tolist(), strict=True), start=1)
            )
            file.write("".join(lines).encode())


def header(metadata: Mapping[str, Any]) -> str:
    """Metadata as the comment lines that begin a run."""
    text = yaml.safe_dump(dict(metadata), sort_keys=False, allow_unicode=True, width=4096)
    lines = ["ir_metadata.start", *text.splitlines(), "ir_metadata.end"]
    return "".join(f"# {line}\n" for line in lines)


def _values(frame: pd.DataFrame, *columns: str) -> Iterable[tuple[str, str]]:
    return frame[list(columns)].itertuples(index=False, name=None)


def _one_line(text: str) -> str:
    return " ".join(text.split())
