"""Belebele's questions and passages become tables that line up across languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lingmix.data.languages import bcp47
from lingmix.data.registry import get
from lingmix.data.sets.belebele import BCP47, Belebele
from lingmix.data.tables import read_retrieval, write_retrieval
from lingmix.errors import LingmixError

A, B = "https://en.wikibooks.org/wiki/A", "https://en.wikinews.org/wiki/B"


def row(link: str, number: Any, passage: str, question: str) -> dict[str, Any]:
    answers = {f"mc_answer{n}": f"answer {n}" for n in range(1, 5)}
    return {
        "link": link,
        "question_number": number,
        "flores_passage": passage,
        "question": question,
        **answers,
        "correct_answer_num": "1",
        "dialect": "zho_Hant",
        "ds": "2023-05-03",
    }


ROWS = [row(A, 1, "Passage a.", "First?"), row(A, 2, "Passage a.", "Second?"), row(B, 1, "Passage b.", "First?")]


def write(raw: Path, code: str, rows: list[dict[str, Any]]) -> None:
    (raw / f"{code}.jsonl").write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")


def test_passages_are_there_once_and_groups_are_the_same_in_every_language(tmp_path: Path) -> None:
    for code in ("zho_Hant", "eng_Latn"):
        write(tmp_path, code, ROWS)
    data = Belebele("zho_Hant").retrieval(tmp_path)
    assert data.queries.values.tolist() == [
        [f"{A}#1", "zh-Hant", "First?", ""],
        [f"{A}#2", "zh-Hant", "Second?", ""],
        [f"{B}#1", "zh-Hant", "First?", ""],
    ]
    assert data.passages.values.tolist() == [
        [f"zh-Hant:{A}", "zh-Hant", "Passage a.", "", ""],
        [f"zh-Hant:{B}", "zh-Hant", "Passage b.", "", ""],
    ]
    assert data.qrels.values.tolist() == [
        [f"{A}#1", "zh-Hant", f"zh-Hant:{A}"],
        [f"{A}#2", "zh-Hant", f"zh-Hant:{A}"],
        [f"{B}#1", "zh-Hant", f"zh-Hant:{B}"],
    ]
    english = Belebele("eng_Latn").retrieval(tmp_path)
    assert english.queries["group"].tolist() == data.queries["group"].tolist()
    assert not set(english.passages["passage"]) & set(data.passages["passage"])


def test_languages_are_joined_by_their_groups(tmp_path: Path) -> None:
    tables: dict[str, list[str]] = {"queries": [], "passages": [], "qrels": []}
    for code in ("deu_Latn", "eng_Latn"):
        write(tmp_path, code, ROWS)
        paths = {table: str(tmp_path / f"{code}.{table}.parquet") for table in tables}
        write_retrieval(Belebele(code).retrieval(tmp_path), paths)
        for table, path in paths.items():
            tables[table].append(path)
    joined = read_retrieval(tables)
    assert joined.queries.groupby("group")["lang"].apply(list).tolist() == [["de", "en"]] * 3
    assert joined.qrels[joined.qrels["group"] == f"{A}#2"]["passage"].tolist() == [f"de:{A}", f"en:{A}"]


def test_languages_are_those_that_the_library_makes_of_the_codes() -> None:
    assert {code: bcp47(code) for code in BCP47} == BCP47
    assert len(set(BCP47.values())) == 122
    assert {BCP47[code] for code in ("zho_Hans", "zho_Hant", "arb_Arab", "arb_Latn")} == {
        "zh",
        "zh-Hant",
        "ar",
        "ar-Latn",
    }


def test_what_is_declared() -> None:
    whole = get("belebele")
    assert len(whole.parts) == len(whole.languages) == 122
    assert (whole.groups, whole.size) == (900, 59_536)
    assert get("belebele/zh-hant").languages == ("zh-Hant",)
    assert [file.url for file in get("belebele/en").files] == [
        "https://huggingface.co/datasets/facebook/belebele/resolve/75b399394a9803252cfec289d103de462763db7c/"
        "data/eng_Latn.jsonl"
    ]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([ROWS[0], {**ROWS[1], "question_number": "2"}], r"deu_Latn\.jsonl:2: 'question_number' is '2', not 1 or 2"),
        ([ROWS[0], {"link": A, "question_number": 2}], r"deu_Latn\.jsonl:2: no 'flores_passage'"),
        ([ROWS[0], ROWS[0]], r"belebele/de.*\n.*row 2 repeats row 1 \(group '.*/A#1'"),
        ([{**ROWS[0], "question": None}], r"deu_Latn\.jsonl:1: 'question' is null"),
        ([{**ROWS[0], "question": " "}], "row 1 has an empty text"),
        ([], "no rows"),
    ],
)
def test_rows_that_are_not_in_the_format(tmp_path: Path, rows: list[dict[str, Any]], message: str) -> None:
    write(tmp_path, "deu_Latn", rows)
    with pytest.raises(LingmixError, match=message):
        Belebele("deu_Latn").retrieval(tmp_path)


def test_a_page_or_a_cut_off_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "deu_Latn.jsonl"
    path.write_text("<html>Too many requests</html>")
    with pytest.raises(LingmixError, match=r"deu_Latn\.jsonl: an HTML page"):
        Belebele("deu_Latn").retrieval(tmp_path)
    write(tmp_path, "deu_Latn", ROWS)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(LingmixError, match=r"deu_Latn\.jsonl:3: not JSON"):
        Belebele("deu_Latn").retrieval(tmp_path)
    path.unlink()
    with pytest.raises(LingmixError, match=r"deu_Latn\.jsonl: no such file; fetch the data set first"):
        Belebele("deu_Latn").retrieval(tmp_path)
