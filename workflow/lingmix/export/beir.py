"""BEIR's layout (Thakur et al. 2021, arXiv 2104.08663), which mteb and many others read: a folder for each pool."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lingmix.data.shards import read_blocks
from lingmix.data.tables import Retrieval
from lingmix.disk import link
from lingmix.export.files import created, write_lines
from lingmix.export.pools import Pool
from lingmix.metrics.pools import ALL

CORPUS, QUERIES, QRELS = "corpus.jsonl", "queries.jsonl", "qrels/test.tsv"
UNFIT = re.compile(r'[\t\r\n%]|^"')
"""What an id cannot hold in a row of judgements, which some read as with quotes and some without; and what stands for
it."""


def beir_id(name: str) -> str:
    """An id that can stand between tabs, which ``urllib.parse.unquote`` turns back.

    >>> beir_id("New York\\t5%")
    'New York%095%25'
    """
    return UNFIT.sub(lambda found: quote(found[0], safe=""), name)


def write_benchmark(data: Retrieval, pools: Iterable[Pool], passages: Sequence[str], folder: Path) -> None:
    """Write ``<query language>.<pool>/`` with ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/test.tsv``.

    A corpus, or queries, that several pools share are written once and linked. Texts are those of the tables, and so
    are ids, but for what :func:`beir_id` changes; ``metadata`` has the language. Parts have a folder each.

    Args:
        data: the benchmark; its passages need no texts.
        pools: as :func:`lingmix.export.pools.pools` returns them.
        passages: the tables that hold the texts, which are read block by block.
        folder: created if needed.
    """
    corpora: dict[tuple[str, str], list[Path]] = {}
    asked: dict[tuple[str, str, bytes], Path] = {}
    for pool in pools:
        here = folder / pool.path
        corpora.setdefault((pool.part, pool.pool), []).append(here / CORPUS)
        write_lines(_judgements(pool), here / QRELS)
        written = asked.setdefault((pool.part, pool.query_lang, pool.queries.tobytes()), here / QUERIES)
        if written == here / QUERIES:
            write_lines(_queries(pool, data), written)
        else:
            link(written, here / QUERIES)
    _corpora({key: paths[0] for key, paths in corpora.items()}, passages)
    for first, *others in corpora.values():
        for other in others:
            link(first, other)


def _judgements(pool: Pool) -> Iterator[str]:
    yield "query-id\tcorpus-id\tscore"
    for group, passage in pool.qrels.itertuples(index=False, name=None):
        yield f"{beir_id(group)}\t{beir_id(passage)}\t1"


def _queries(pool: Pool, data: Retrieval) -> Iterator[str]:
    for group, text in data.queries.iloc[pool.queries][["group", "text"]].itertuples(index=False, name=None):
        yield _json(_id=beir_id(group), text=text, metadata={"lang": pool.query_lang})


def _corpora(paths: dict[tuple[str, str], Path], passages: Sequence[str]) -> None:
    """Write the passages of each part and pool, in one reading."""
    with ExitStack() as stack:
        files = {key: stack.enter_context(created(path)) for key, path in paths.items()}
        for block in read_blocks(passages, ["passage", "lang", "text", "part"]):
            for passage, lang, text, part in block.itertuples(index=False, name=None):
                line = _json(_id=beir_id(passage), title="", text=text, metadata={"lang": lang}) + "\n"
                for pool in (lang, ALL):
                    if file := files.get((part, pool)):
                        file.write(line)


def _json(**values: Any) -> str:
    return json.dumps(values, ensure_ascii=False)
