from __future__ import annotations

import gzip
from pathlib import Path
from urllib.parse import unquote

import ir_measures
import pytest
import yaml
from exported import asked, in_parts, table, vectors
from hypothesis import given
from hypothesis import strategies as st

from lingmix.export.pools import pools
from lingmix.export.retrieve import retrieve
from lingmix.export.trec import header, trec_id, write_benchmark, write_run


@given(st.text(min_size=1))
def test_ids_have_no_space_and_can_be_turned_back(name: str) -> None:
    found = trec_id(name)
    assert len(found.split()) == 1
    assert not found.startswith("#")
    assert unquote(found) == name


@pytest.mark.parametrize(("name", "found"), [("p#1", "p#1"), ("#1", "%231"), ("a b", "a%20b"), ("50%", "50%25")])
def test_ids_stay_readable(name: str, found: str) -> None:
    assert trec_id(name) == found


def test_topics_passages_and_judgements(tmp_path: Path) -> None:
    data = asked()
    write_benchmark(data, pools(data), table(data, tmp_path), tmp_path / "trec")
    names = {path.name for path in (tmp_path / "trec").iterdir()}
    assert len(names) == 3 + 3 + 12
    assert (tmp_path / "trec/topics.tr.tsv").read_text() == "g1\ttr question 1\ng2\ttr question 2\ng3\ttr question 3\n"
    lines = (tmp_path / "trec/passages.tr.tsv").read_text().splitlines()
    assert lines[0] == "tr-0\ttr passage 0"
    assert len(lines) == 7
    judged = list(ir_measures.read_trec_qrels(str(tmp_path / "trec/qrels.tr.en.txt")))
    assert [(one.query_id, one.doc_id, one.relevance) for one in judged] == [
        *(("g1", "en-1", 1), ("g1", "en-other0", 1), ("g2", "en-2", 1), ("g3", "en-3", 1))
    ]


def test_parts_have_folders(tmp_path: Path) -> None:
    data = in_parts()
    write_benchmark(data, pools(data), table(data, tmp_path), tmp_path / "trec")
    assert (tmp_path / "trec/a/passages.en.tsv").read_text() == "p1\tanswer 1\np2\tanswer 2\n"
    assert (tmp_path / "trec/b-dev/topics.de.tsv").read_text() == "g3\tfrage 3\n"
    assert (tmp_path / "trec/b-dev/qrels.de.en.txt").read_text() == "g3 0 p3 1\n"


def test_a_run_is_read_by_others_once_its_comments_are_gone(tmp_path: Path) -> None:
    data = asked()
    queries, passages = vectors(data)
    pool, found = next(iter(retrieve(pools(data), queries, lambda start, stop: passages[start:stop], 4)))
    path = tmp_path / "x/de.de.run.gz"
    about = {"tag": "static.x.s1", "data": {"title": "Größe: 1 # no comment"}}
    write_run(found, data, path, tag="static.x.s1", metadata=about)
    text = gzip.decompress(path.read_bytes()).decode()
    comments = [line[2:] for line in text.splitlines() if line.startswith("#")]
    assert comments[0] == "ir_metadata.start"
    assert comments[-1] == "ir_metadata.end"
    assert yaml.safe_load("\n".join(comments[1:-1])) == about
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    run = list(ir_measures.read_trec_run("\n".join(lines)))
    assert len(run) == len(lines) == 4 * len(pool.queries)
    assert [line.split()[3] for line in lines[:4]] == ["1", "2", "3", "4"]
    assert {line.split()[5] for line in lines} == {"static.x.s1"}
    assert all(one.doc_id.startswith("de-") for one in run)
    # the same run is the same file
    again = tmp_path / "again.run.gz"
    _, found = next(iter(retrieve(pools(data), queries, lambda start, stop: passages[start:stop], 4)))
    write_run(found, data, again, tag="static.x.s1", metadata=about)
    assert again.read_bytes() == path.read_bytes()


def test_the_header_is_yaml_behind_signs_of_comment() -> None:
    assert header({"tag": "x", "method": {"automatic": True}}) == (
        "# ir_metadata.start\n# tag: x\n# method:\n#   automatic: true\n# ir_metadata.end\n"
    )
