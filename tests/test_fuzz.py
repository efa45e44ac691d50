"""Damaged, foreign and hostile files: each is read, or refused in words. ``make fuzz`` tries a hundred thousand."""

from __future__ import annotations

import gzip
import io
import json
import os
import resource
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lingmix.config.encoder import Path as Folder
from lingmix.config.load import load
from lingmix.config.study import Index
from lingmix.data import archives
from lingmix.data.beir import read_beir
from lingmix.data.dataset import HubFile
from lingmix.data.formats import Unreadable
from lingmix.data.formats import rows as read_rows
from lingmix.data.own import read_pairs, read_retrieval
from lingmix.data.readers.lines import cells, json_lines, parquet_rows, tsv
from lingmix.data.readers.squad import paragraphs
from lingmix.data.recorded import as_recorded
from lingmix.data.registry import get
from lingmix.embeddings import read as read_vectors
from lingmix.embeddings import write as write_vectors
from lingmix.encoders.bag import read_bag
from lingmix.encoders.hub import from_path
from lingmix.errors import LingmixError
from lingmix.index import build, check_factory, open_vectors
from lingmix.index import write as write_index
from lingmix.lexicon import file as own_lexicon
from lingmix.lexicon import muse, wikipedia_titles
from lingmix.metrics.measure import parse
from lingmix.store import about, read_table, write_table
from lingmix.train.checkpoints import MANIFEST, STATE, VARIABLE, damage, interval, seal

ROOT = Path(__file__).resolve().parents[1]
CASES = int(os.environ.get("LINGMIX_FUZZ", "20"))
"""Of each reader."""
SHORT = CASES == 20
"""``make test`` tries the same edits each time, so that it fails by a change alone."""
PATIENCE = 30.0
"""Seconds after which what is read in milliseconds counts as endless."""
MEMORY = 1 << 20
"""Kibibytes by which no reader of files of a kilobyte may let this process grow."""
Edit = tuple[str, int, bytes]
INTERESTING = [
    *(b"", b"\0", b"\n", b"\r", b"\t", b'"', b"\\", b"{", b"}", b"[", b"]", b"'", b",", b":", b"-1", b"1e999", b"NaN"),
    *(b"null", b"true", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"PK\x03\x04", b"\x1f\x8b", b"PAR1", b"../", b"{}"),
    *(b"\\ud800", b"9" * 40, b"\xe2\x80\xa8", b"<html>", b"INSERT INTO", b"#", b"  ", b"(", b")", b";"),
]
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["insert", "replace", "cut", "repeat", "truncate"]),
        st.integers(0, 2**20),
        st.sampled_from(INTERESTING) | st.binary(max_size=6),
    ),
    min_size=1,
    max_size=5,
)


def edited(content: bytes, edits: Sequence[Edit]) -> bytes:
    for kind, number, value in edits:
        at = number % (len(content) + 1)
        if kind == "insert":
            content = content[:at] + value + content[at:]
        elif kind == "replace":
            content = content[:at] + value + content[at + max(1, len(value)) :]
        elif kind == "cut":
            content = content[:at] + content[at + 1 + len(value) * 3 :]
        elif kind == "repeat":
            content = content[:at] + content[max(0, at - 20) : at] * 3 + content[at:]
        else:
            content = content[:at]
    return content


def lines(*rows: Mapping[str, object]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


PAIRS = [
    {"group": "1", "lang": "de", "query": "Was?", "passage": "Das.", "negatives": ["Nein."]},
    {"group": "1", "lang": "en", "query": "What?", "passage": "That.", "negatives": []},
    {"group": "2", "lang": "en", "query": 'Who, "he"?', "passage": "She, 'x'.", "negatives": []},
]
QUERIES = lines({"group": "1", "lang": "de", "text": "Was?"}, {"group": "2", "lang": "en", "text": "Who?"})
PASSAGES = lines({"passage": "a", "lang": "de", "text": "Das."}, {"passage": "b", "lang": "en", "text": "She."})
QRELS = lines({"group": "1", "lang": "de", "passage": "a"}, {"group": "2", "lang": "en", "passage": "b"})
ASKED = {"id": "1", "question": "Q?", "answers": [{"text": "b", "answer_start": 2}]}
SQUAD = json.dumps({"data": [{"title": "T", "paragraphs": [{"context": "A b. C d.", "qas": [ASKED]}]}]}).encode()
PAGE = b"""CREATE TABLE `page` (
  `page_id` int(8) NOT NULL,
  `page_namespace` int(11) NOT NULL,
  `page_title` varbinary(255) NOT NULL,
  `page_is_redirect` tinyint(1) NOT NULL
);
INSERT INTO `page` VALUES (1,0,'Berlin',0),(2,0,'K\\'n',0);
"""
LINKS = b"""CREATE TABLE `langlinks` (
  `ll_from` int(8) NOT NULL,
  `ll_lang` varbinary(35) NOT NULL,
  `ll_title` varbinary(255) NOT NULL
);
INSERT INTO `langlinks` VALUES (1,'en','Berlin'),(2,'fr','Cologne');
"""


def parquet(frame: pd.DataFrame) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(frame), file)
    return file.getvalue()


def written(write: Callable[[Path], object]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "file")
        return (Path(folder) / "file").read_bytes()


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/a.txt", "text" * 50)
        archive.writestr("b.txt", "")
    return file.getvalue()


VECTORS = np.eye(5, dtype=np.float32)
TABLE = pd.DataFrame({"text": ["a", "b"], "rank": [1, 2]})


def tarred(mode: str) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode, format=tarfile.PAX_FORMAT) as archive:  # type: ignore[call-overload]
        for name, content in (("folder/a.txt", b"text" * 50), ("n" * 120, b""), ("ü", b"x")):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return file.getvalue()


def indexed() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        write_vectors(VECTORS, Path(folder) / "v.npy")
        write_index(build(Path(folder) / "v.npy", "Flat"), Path(folder) / "i.faiss")
        return (Path(folder) / "i.faiss").read_bytes()


def three(path: Path) -> object:
    folder = path.parent
    for name, content in (("q", QUERIES), ("p", PASSAGES), ("r", QRELS)):
        if not (folder / f"{name}.jsonl").exists():
            (folder / f"{name}.jsonl").write_bytes(content)
    return read_retrieval(folder / "q.jsonl", folder / "p.jsonl", folder / "r.jsonl", "x")


def beir(path: Path) -> object:
    folder = path.parent
    there = {"queries.jsonl": lines({"_id": "1", "text": "Q"}), "corpus.jsonl": lines({"_id": "d", "text": "D"})}
    there["qrels.tsv"] = b"query-id\tcorpus-id\tscore\n1\td\t1\n"
    for name, content in there.items():
        if not (folder / name).exists():
            (folder / name).write_bytes(content)
    files = {"queries": "queries.jsonl", "passages": "corpus.jsonl", "qrels": "qrels.tsv"}
    return read_beir({key: [folder / name] for key, name in files.items()}, ["en"], "x")


def titles(path: Path) -> object:
    folder = path.parent
    for name, content in (("page.sql.gz", PAGE), ("langlinks.sql.gz", LINKS)):
        if not (folder / name).exists():
            (folder / name).write_bytes(gzip.compress(content))
    return list(wikipedia_titles.rows(folder / "page.sql.gz", folder / "langlinks.sql.gz", "de"))


def good_rows(path: Path) -> object:
    return [row for _, row in read_rows(path, ["group"], ["lang"]) if not isinstance(row, Unreadable)]


def table(path: Path) -> None:
    """Read, it is what was written."""
    pd.testing.assert_frame_equal(read_table(path), TABLE)
    assert about(path) == {"a": 1}


def vectors(path: Path) -> None:
    np.testing.assert_array_equal(read_vectors(path, 5), VECTORS)


def index(path: Path) -> None:
    size, rows = open_vectors(path)
    np.testing.assert_array_equal(rows(0, size), VECTORS)


def checkpoint(path: Path) -> str | None:
    """Of a checkpoint whose manifest or state is edited, the latter before it is sealed."""
    folder = path.parent
    for name, content in ((STATE, CHECKPOINT[STATE]), ("trained.safetensors", b"weights")):
        if not (folder / name).exists():
            (folder / name).write_bytes(content)
    if path.name == STATE:
        seal(folder)
    return damage(folder)


def manifest() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        checkpoint(Path(folder) / STATE)
        return (Path(folder) / MANIFEST).read_bytes()


def modules(path: Path) -> object:
    """Of a model without weights, so that it is refused whatever its modules are."""
    (path.parent / "config_sentence_transformers.json").write_text("{}")
    assert read_bag(path.parent) is None
    return from_path(Folder(kind="path", path=str(path.parent)))


def of_the_hub(path: Path) -> None:
    target = path.with_suffix("")
    found = as_recorded(HubFile(target.name, "a/b", "main", "x"), target)
    assert isinstance(found, HubFile)
    assert (found.revision, found.sha256) == ("main", None) or len(found.sha256 or "") == 64


def study(path: Path) -> object:
    with suppress(yaml.YAMLError):  # which Snakemake says
        return load(yaml.safe_load(path.read_bytes()))
    return None


def factory(path: Path) -> None:
    with suppress(ValueError):
        check_factory(Index(factory=path.read_text("utf-8")).factory)


def metric(path: Path) -> object:
    with suppress(UnicodeDecodeError):
        return parse(path.read_text("utf-8"))
    return None


def seconds(path: Path) -> None:
    text = path.read_bytes().replace(b"\0", b"").decode("utf-8", "surrogateescape")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, text)
        assert interval() >= 0


CHECKPOINT = {STATE: b'{"best_model_checkpoint": "x/checkpoint-3", "global_step": 4}'}
MODULES = b'[{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"}]'
RECORDED = b"main " + b"a" * 40 + b" " + b"b" * 64
CONFIG = (ROOT / "config" / "config.yaml").read_bytes()
CSV = b'group,lang,query,passage\n1,de,"Was, ""nun""?",Das.\n2,en,Who?,She.\n'
OWN = "de\tHaus\ten\thouse\nde\tNuß\tfr\tnoix\n"
TSV = b"group\tlang\tquery\tpassage\n1\tde\tWas?\tDas.\n2\ten\tWho?\tShe.\n"
READERS: dict[str, tuple[str, bytes, Callable[[Path], object]]] = {
    "pairs in JSON lines": ("x.jsonl", lines(*PAIRS), lambda path: read_pairs(path, "x")),
    "pairs in CSV": ("x.csv", CSV, lambda path: read_pairs(path, "x")),
    "pairs in TSV": ("x.tsv", TSV, lambda path: read_pairs(path, "x")),
    "pairs in Parquet": ("x.parquet", parquet(pd.DataFrame(PAIRS)), lambda path: read_pairs(path, "x")),
    "rows packed": ("x.jsonl.gz", gzip.compress(lines(*PAIRS)), good_rows),
    "queries": ("q.jsonl", QUERIES, three),
    "passages": ("p.jsonl", PASSAGES, three),
    "judgements": ("r.jsonl", QRELS, three),
    "BEIR's corpus": ("corpus.jsonl", lines({"_id": "d", "text": "D", "title": "T"}), beir),
    "BEIR's judgements": ("qrels.tsv", b"query-id\tcorpus-id\tscore\n1\td\t1\n", beir),
    "SQuAD": ("x.json", SQUAD, lambda path: list(paragraphs(path))),
    "lines of JSON": ("x.jsonl", lines(*PAIRS), lambda path: list(json_lines(path))),
    "lines with tabs": ("x.tsv", b"1\tQ0\td\t1\n2\tQ0\te\t0\n", lambda path: list(tsv(path, 4))),
    "an own lexicon": ("x.tsv", OWN.encode(), lambda path: list(own_lexicon.rows(path))),
    "MUSE": ("de-en.txt", "haus house\nnuß\tnut\n".encode(), lambda path: list(muse.rows(path))),
    "Wikipedia's pages": ("page.sql", PAGE, titles),
    "Wikipedia's links": ("langlinks.sql", LINKS, titles),
    "an archive": ("x.zip", zipped(), lambda path: archives.extract(path, path.parent / "out")),
    "a table": ("x.parquet", written(lambda path: write_table(TABLE, path, about={"a": 1})), table),
    "a tar": ("x.tar", tarred("w:"), lambda path: archives.extract(path, path.parent / "out")),
    "a packed tar": ("x.tar.gz", tarred("w:gz"), lambda path: archives.extract(path, path.parent / "out")),
    "a tar, then packed": ("x.tar.gz", tarred("w:"), lambda path: archives.extract(path, path.parent / "out")),
    "BEIR's queries": ("queries.jsonl", lines({"_id": "1", "text": "Q"}), beir),
    "rows of Parquet": ("x.parquet", parquet(pd.DataFrame(PAIRS)), lambda path: list(parquet_rows(path, ["group"]))),
    "cells": ("x.tsv", TSV, lambda path: list(cells(path, ["group"]))),
    "a checkpoint's manifest": (MANIFEST, manifest(), checkpoint),
    "a checkpoint's state": (STATE, CHECKPOINT[STATE], checkpoint),
    "a model's modules": ("modules.json", MODULES, modules),
    "what was recorded of the hub": ("x.commit", RECORDED, of_the_hub),
    "a study": ("config.yaml", CONFIG, study),
    "a FAISS factory": ("x", b"IVF16,PQ8x4fs", factory),
    "a metric": ("x", b"recall@10", metric),
    "seconds": ("x", b"600", seconds),
    "embeddings": ("x.npy", written(lambda path: write_vectors(VECTORS, path)), vectors),
    "an index": ("x.faiss", indexed(), index),
}


@pytest.mark.parametrize("reader", READERS)
def test_what_is_edited_is_read_or_refused_in_words(reader: str) -> None:
    name, sample, read = READERS[reader]

    def tried(content: bytes) -> object:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            if path.suffix == ".sql" or reader == "a tar, then packed":
                # what is packed is edited, since of what is packed wrongly little comes through
                path, content = path.with_name(f"{name.removesuffix('.gz')}.gz"), gzip.compress(content)
            path.write_bytes(content)
            start = time.monotonic()
            try:
                return read(path)
            finally:
                assert time.monotonic() - start < PATIENCE

    with suppress(LingmixError) if reader == "a model's modules" else nullcontext():
        tried(sample)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    @settings(
        max_examples=CASES,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        database=None,
        derandomize=SHORT,
    )
    @given(edits=EDITS)
    def check(edits: Sequence[Edit]) -> None:
        content = edited(sample, edits)
        with suppress(LingmixError):
            tried(content)

    check()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEMORY


@settings(max_examples=CASES, deadline=None, database=None, derandomize=SHORT)
@given(name=st.text(max_size=12) | st.sampled_from(["miracl", "tatoeba/", "/", "xquad-r/../x", "cldr-qa/train "]))
def test_a_name_is_a_data_set_s_or_is_refused_in_words(name: str) -> None:
    with suppress(LingmixError):
        assert get(name).name == name
