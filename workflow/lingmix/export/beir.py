"""BEIR's layout (Thakur et al. 2021, arXiv 2104.08663), which mteb and many others read: a folder for each pool."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from lingmix.data.disk import link
from lingmix.data.shards import read_blocks
from lingmix.data.tables import Retrieval
from lingmix.export.pools import Pool
from lingmix.metrics.ranks import ALL

CORPUS, QUERIES, QRELS = "corpus.jsonl", "queries.jsonl", "qrels/test.tsv"


def write_benchmark(data: Retrieval, pools: Iterable[Pool], passages: Sequence[str], folder: Path) -> None:
    """Write ``<query language>.<pool>/`` with ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/test.tsv``.

    A corpus that several pools share is written once and linked. Ids and texts are those of the tables; a passage's
    ``metadata`` has its language. Parts have a folder each.

    Args:
        data: the benchmark; its passages need no texts.
        pools: as :func:`lingmix.export.pools.pools` returns them.
        passages: the tables that hold the texts, which are read block by block.
        folder: created if needed.
    """
    sharing: dict[tuple[str, str], list[Pool]] = {}
    for pool in pools:
        sharing.setdefault((pool.part, pool.pool), []).append(pool)
        here = folder / pool.path
        (here / QRELS).parent.mkdir(parents=True, exist_ok=True)
        queries = data.queries.iloc[pool.queries][["group", "text"]].itertuples(index=False, name=None)
        _write(
            (_json(_id=group, text=text, metadata={"lang": pool.query_lang}) for group, text in queries), here / QUERIES
        )
        judged = pool.qrels.itertuples(index=False, name=None)
        _write(["query-id\tcorpus-id\tscore", *(f"{group}\t{passage}\t1" for group, passage in judged)], here / QRELS)
    _corpora({key: folder / some[0].path / CORPUS for key, some in sharing.items()}, passages)
    for some in sharing.values():
        for pool in some[1:]:
            link(folder / some[0].path / CORPUS, folder / pool.path / CORPUS)


def _corpora(paths: dict[tuple[str, str], Path], passages: Sequence[str]) -> None:
    """Write the passages of each part and pool, in one reading."""
    with ExitStack() as stack:
        files: dict[tuple[str, str], IO[str]] = {
            key: stack.enter_context(path.open("w", encoding="utf-8")) for key, path in paths.items()
        }
        for block in read_blocks(passages, ["passage", "lang", "text", "part"]):
            for passage, lang, text, part in block.itertuples(index=False, name=None):
                line = _json(_id=passage, title="", text=text, metadata={"lang": lang}) + "\n"
                for pool in (lang, ALL):
                    if file := files.get((part, pool)):
                        file.write(line)


def _write(lines: Iterable[str], path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def _json(**values: Any) -> str:
    return json.dumps(values, ensure_ascii=False)
