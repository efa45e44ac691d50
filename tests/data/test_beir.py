"""Folders in BEIR's layout, in one language and in several."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lingmix.config.datasets.beir import Beir
from lingmix.data.beir import read_beir
from lingmix.data.tables import Retrieval
from lingmix.errors import LingmixError


def folder(path: Path, passages: list[dict[str, str]], queries: dict[str, str], qrels: list[str]) -> Path:
    (path / "qrels").mkdir(parents=True)
    (path / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in passages))
    (path / "queries.jsonl").write_text(
        "".join(json.dumps({"_id": key, "text": text, "metadata": {}}) + "\n" for key, text in queries.items())
    )
    (path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n" + "".join(f"{row}\n" for row in qrels))
    return path


def read(path: Path, *languages: str) -> Retrieval:
    spec = Beir(kind="beir", folder=str(path), language=languages)
    paths = {table: [Path(file) for file in files] for table, files in spec.paths().items()}
    return read_beir(paths, spec.language, "own")


def test_titles_are_encoded_and_queries_without_judgements_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    passages = [{"_id": "p1", "title": "A", "text": "first"}, {"_id": "p2", "text": "second"}]
    made = folder(tmp_path, passages, {"q1": "one?", "q2": "two?", "q3": "3?"}, ["q1\tp1\t2", "q1\tp2\t0", "q3\tp2\t1"])
    data = read(made, "en")
    assert data.queries.values.tolist() == [["q1", "en", "one?", ""], ["q3", "en", "3?", ""]]
    assert data.passages[["passage", "text"]].values.tolist() == [["p1", "A first"], ["p2", "second"]]
    assert data.qrels.values.tolist() == [["q1", "en", "p1"], ["q3", "en", "p2"]]
    assert "grades above 1 count as 1" in capsys.readouterr().err


def test_passages_without_text_are_left_out_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"_id": "1", "text": "a"}, {"_id": "2", "text": "", "title": " "}, {"_id": "3", "text": "", "title": "b"}]
    data = read(folder(tmp_path, rows, {"7": "q"}, ["7\t1\t1"]), "en")
    assert data.passages["passage"].tolist() == ["1", "3"]
    assert "passages without title and text, left out: 1" in capsys.readouterr().err


def test_queries_of_one_id_in_several_languages_are_one_group(tmp_path: Path) -> None:
    for language in ("de", "en"):
        folder(tmp_path / language, [{"_id": "1", "text": f"p {language}"}], {"7": f"q {language}"}, ["7\t1\t1"])
    data = read(tmp_path, "en", "de")
    assert data.queries[["group", "lang", "text"]].values.tolist() == [["7", "de", "q de"], ["7", "en", "q en"]]
    assert data.qrels.values.tolist() == [["7", "de", "de:1"], ["7", "en", "en:1"]]


@pytest.mark.parametrize(
    ("passages", "qrels", "message"),
    [
        ([{"_id": "1", "text": " ", "title": ""}], ["7\t1\t1"], "passages: no rows"),
        ([{"_id": "1", "text": " "}, {"_id": "2", "text": "a"}], ["7\t1\t1"], "names the passage '1', which passages"),
        ([{"_id": "1", "text": "a"}] * 2, ["7\t1\t1"], r"corpus\.jsonl:2: repeats"),
        ([{"_id": "1", "text": "a"}], ["7\t2\t1"], "names the passage '2', which passages does not hold"),
        ([{"_id": "1", "text": "a"}], ["7\t1\tx"], r"test\.tsv:2: score is 'x', not a whole number"),
        ([{"_id": "1", "text": "a"}], ["7\t1"], r"test\.tsv:2: 2 cells, while the first line names 3"),
        ([{"_id": "1", "text": "a"}], ["7\t1\t0"], r"test\.tsv: judges nothing relevant to any of the queries"),
        ([{"_id": "1", "text": "a"}], ["07\t1\t1"], r"test\.tsv: judges nothing relevant to any of the queries"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, passages: list[dict[str, str]], qrels: list[str], message: str) -> None:
    made = folder(tmp_path / "b", passages, {"7": "q"}, qrels)
    with pytest.raises(LingmixError, match=message):
        read(made, "en")


def test_a_missing_split_is_named(tmp_path: Path) -> None:
    made = folder(tmp_path, [{"_id": "1", "text": "a"}], {"7": "q"}, ["7\t1\t1"])
    (made / "qrels" / "test.tsv").rename(made / "qrels" / "dev.tsv")
    with pytest.raises(LingmixError, match=r"qrels/test\.tsv: no such file"):
        read(made, "en")
