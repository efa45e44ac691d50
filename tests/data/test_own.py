"""A user's own files are read as they are meant, and refused with file, line and reason otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingmix.data.own import read_pairs, read_retrieval, retrieval_of_pairs
from lingmix.data.tables import training_pairs
from lingmix.errors import LingmixError

Row = dict[str, Any]
GOOD: Row = {"group": "g1", "lang": "en", "query": "who?", "passage": "me"}


def jsonl(path: Path, rows: list[Row]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def parquet(path: Path, rows: list[Row]) -> Path:
    pd.DataFrame(rows).to_parquet(path)
    return path


@pytest.mark.parametrize(("write", "suffix"), [(jsonl, "jsonl"), (parquet, "parquet")])
def test_pairs_are_read_alike_from_both_formats(
    tmp_path: Path, write: Callable[[Path, list[Row]], Path], suffix: str
) -> None:
    rows = [
        {"group": 2, "lang": "zh-Hant", "query": "誰?", "passage": "我", "negatives": ["你", "他"], "source": "x"},
        {"group": 1, "lang": "en", "query": "who?", "passage": "me", "negatives": None, "source": "y"},
    ]
    frame = read_pairs(write(tmp_path / f"p.{suffix}", rows), "own")
    assert frame.values.tolist() == [
        ["1", "own", "en", "who?", "me", []],
        ["2", "own", "zh-Hant", "誰?", "我", ["你", "他"]],
    ]
    assert list(frame.columns) == ["group", "dataset", "lang", "query", "passage", "negatives"]


def test_negatives_may_be_absent_altogether(tmp_path: Path) -> None:
    assert read_pairs(jsonl(tmp_path / "p.jsonl", [GOOD]), "own")["negatives"].tolist() == [[]]
    assert read_pairs(parquet(tmp_path / "p.parquet", [GOOD]), "own")["negatives"].tolist() == [[]]


def test_blank_lines_byte_order_mark_and_line_separators_in_text_do_no_harm(tmp_path: Path) -> None:
    row = json.dumps(GOOD | {"passage": "one\u2028two"}, ensure_ascii=False)
    (tmp_path / "p.jsonl").write_bytes(b"\xef\xbb\xbf" + row.encode() + b"\r\n\r\n  \n")
    assert read_pairs(tmp_path / "p.jsonl", "own")["passage"].tolist() == ["one\u2028two"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{'group': 1}", r"p\.jsonl:3: not JSON \(Expecting property name.* at column 2\)"),
        ("[1]", r"p\.jsonl:3: a list instead of a JSON object"),
        ("7" * 5000, r"p\.jsonl:3: not JSON that can be read"),
        ("[" * 100_000, r"p\.jsonl:3: not JSON that can be read"),
    ],
)
def test_a_line_that_is_no_object_is_named(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "p.jsonl").write_text(json.dumps(GOOD) + "\n\n" + line + "\n")
    with pytest.raises(LingmixError, match=message):
        read_pairs(tmp_path / "p.jsonl", "own")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"group": 1.5}, "group is the number 1.5, not text or an integer"),
        ({"group": True}, "group is a truth value, not text or an integer"),
        ({"group": " "}, "group is empty"),
        ({"query": 7}, "query is the number 7, not text"),
        ({"query": ["a"]}, "query is a list, not text"),
        ({"passage": {"text": "a"}}, "passage is an object, not text"),
        ({"passage": "\n"}, "passage is empty"),
        ({"passage": None}, "passage is null"),
        ({"passage": "\ud800"}, "passage holds half a surrogate pair at character 1"),
        ({"lang": "english"}, "lang 'english' is no language tag, such as en or zh-Hant"),
        ({"lang": "en_GB"}, "lang 'en_GB' is no language tag"),
        ({"lang": ""}, "lang is empty"),
        ({"lang": 3}, "lang is the number 3, not text"),
        ({"negatives": "you"}, "negatives is text, not a list of texts"),
        ({"negatives": ["you", 3]}, "number 2 of negatives is the number 3, not text"),
        ({"negatives": [""]}, "number 1 of negatives is empty"),
        ({"negatives": ["you", "me"]}, "negatives hold the passage itself"),
        ({"lang": "x", "query": ""}, "lang 'x' is no language tag, such as en or zh-Hant; query is empty"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(tmp_path: Path, change: Row, message: str) -> None:
    path = jsonl(tmp_path / "p.jsonl", [GOOD, GOOD | {"group": "g2"} | change])
    with pytest.raises(LingmixError) as caught:
        read_pairs(path, "own")
    assert f"{path}:2: {message}" in str(caught.value)


def test_a_missing_key_is_named_with_its_line(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "p.jsonl", [GOOD, {"group": "g2", "lang": "en", "passage": "me"}])
    with pytest.raises(LingmixError, match=r"p\.jsonl:2: no query$"):
        read_pairs(path, "own")


def test_a_repeated_row_names_both_lines_and_a_number_equals_its_text(tmp_path: Path) -> None:
    rows = [GOOD | {"group": 1}, GOOD | {"group": 1, "lang": "de"}, GOOD | {"group": "1", "query": "other"}]
    path = jsonl(tmp_path / "p.jsonl", rows)
    with pytest.raises(LingmixError) as caught:
        read_pairs(path, "own")
    assert f"{path}:3: repeats {path}:1 (group '1', lang 'en')" in str(caught.value)


def test_the_first_ten_problems_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "p.jsonl", [GOOD | {"group": n, "query": ""} for n in range(13)])
    with pytest.raises(LingmixError) as caught:
        read_pairs(path, "own")
    lines = str(caught.value).splitlines()
    assert lines[0] == f"{path} cannot be used:"
    assert lines[10] == f"  - {path}:10: query is empty"
    assert lines[11:] == ["  … and 3 more"]


def test_bytes_that_are_not_utf8_are_named_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "p.jsonl").write_bytes(json.dumps(GOOD).encode() + b'\n{"group": "\xe9"}\n')
    with pytest.raises(LingmixError, match=r"p\.jsonl:2: not UTF-8 \(byte 0xe9 at position 12\)"):
        read_pairs(tmp_path / "p.jsonl", "own")


def test_files_that_cannot_be_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match=r"absent\.jsonl: no such file"):
        read_pairs(tmp_path / "absent.jsonl", "own")
    with pytest.raises(LingmixError, match="not a file"):
        read_pairs(tmp_path, "own")
    (tmp_path / "p.xlsx").touch()
    with pytest.raises(LingmixError, match=r"end in \.jsonl, \.parquet, \.csv or \.tsv, not '\.xlsx'"):
        read_pairs(tmp_path / "p.xlsx", "own")
    (tmp_path / "p.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(LingmixError, match="not readable as Parquet"):
        read_pairs(tmp_path / "p.parquet", "own")
    (tmp_path / "p.jsonl").write_bytes(b"\n")
    with pytest.raises(LingmixError, match="no rows"):
        read_pairs(tmp_path / "p.jsonl", "own")
    pd.DataFrame({"group": [], "lang": [], "query": [], "passage": []}).to_parquet(tmp_path / "empty.parquet")
    with pytest.raises(LingmixError, match="no rows"):
        read_pairs(tmp_path / "empty.parquet", "own")


def test_parquet_problems_name_the_column_or_the_row(tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match=r"p\.parquet: no column lang, passage; there are: group, query"):
        read_pairs(parquet(tmp_path / "p.parquet", [{"group": 1, "query": "a"}]), "own")
    with pytest.raises(LingmixError, match=r"p\.parquet row 2: passage is null"):
        read_pairs(parquet(tmp_path / "p.parquet", [GOOD, GOOD | {"group": "g2", "passage": None}]), "own")


def three(tmp_path: Path, **changes: list[Row]) -> tuple[Path, Path, Path]:
    rows: dict[str, list[Row]] = {
        "queries": [{"group": 1, "lang": "en", "text": "who?"}, {"group": 1, "lang": "de", "text": "wer?"}],
        "passages": [
            {"passage": "p2", "lang": "en", "text": "me", "context": "It is me."},
            {"passage": "p1", "lang": "de", "text": "ich"},
        ],
        "qrels": [{"group": 1, "lang": "en", "passage": "p2"}, {"group": 1, "lang": "de", "passage": "p1"}],
    }
    rows |= changes
    queries, passages, qrels = (jsonl(tmp_path / f"{name}.jsonl", rows[name]) for name in rows)
    return queries, passages, qrels


def test_three_files_make_a_benchmark(tmp_path: Path) -> None:
    data = read_retrieval(*three(tmp_path), "own")
    assert data.queries[["group", "lang", "text"]].values.tolist() == [["1", "de", "wer?"], ["1", "en", "who?"]]
    assert data.passages[["passage", "lang", "text", "context"]].values.tolist() == [
        ["p1", "de", "ich", ""],
        ["p2", "en", "me", "It is me."],
    ]
    assert data.qrels.values.tolist() == [["1", "de", "p1"], ["1", "en", "p2"]]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"queries": [{"group": 1, "lang": "en", "text": ""}]}, r"queries\.jsonl:1: text is empty"),
        (
            {"queries": [{"group": 1, "lang": "en", "text": "a"}] * 2},
            r"queries\.jsonl:2: repeats .*:1 \(group '1', lang 'en'\)",
        ),
        (
            {"passages": [{"passage": p, "lang": "en", "text": "me"} for p in ("p1", "p2")]},
            r"passages\.jsonl:2: repeats .*:1 \(lang 'en', text 'me'\)",
        ),
        (
            {"passages": [{"passage": "p1", "lang": "en", "text": t} for t in ("a", "b")]},
            r"passages\.jsonl:2: repeats .*:1 \(passage 'p1'\)",
        ),
        (
            {"passages": [{"passage": "p1", "lang": "en", "text": "a", "context": 3}]},
            r"passages\.jsonl:1: context is the number 3",
        ),
        (
            {"qrels": [{"group": 1, "lang": "en", "passage": "p2"}] * 2},
            r"qrels\.jsonl:2: repeats .*:1 \(group '1', passage 'p2'\)",
        ),
        ({"qrels": [{"group": 1, "lang": "en", "passage": "p9"}]}, "names the passage 'p9', which passages does not"),
        ({"qrels": [{"group": 1, "lang": "de", "passage": "p2"}]}, "passage 'p2' is in 'en', not in 'de'"),
    ],
)
def test_three_files_that_do_not_fit_are_refused(tmp_path: Path, changes: dict[str, list[Row]], message: str) -> None:
    with pytest.raises(LingmixError, match=message):
        read_retrieval(*three(tmp_path, **changes), "own")


def test_pairs_become_a_benchmark_over_their_distinct_passages(tmp_path: Path) -> None:
    rows: list[Row] = [
        {"group": "a", "lang": "en", "query": "q1", "passage": "same"},
        {"group": "b", "lang": "en", "query": "q2", "passage": "other", "negatives": ["never in the pool"]},
        {"group": "c", "lang": "en", "query": "q3", "passage": "same"},
        {"group": "a", "lang": "de", "query": "q4", "passage": "same"},
    ]
    data = retrieval_of_pairs(read_pairs(jsonl(tmp_path / "p.jsonl", rows), "own"), "own")
    assert data.queries[["group", "lang", "text"]].values.tolist() == [
        ["a", "de", "q4"],
        ["a", "en", "q1"],
        ["b", "en", "q2"],
        ["c", "en", "q3"],
    ]
    assert data.passages[["passage", "lang", "text", "context"]].values.tolist() == [
        ["de:00000000", "de", "same", ""],
        ["en:00000000", "en", "same", ""],
        ["en:00000001", "en", "other", ""],
    ]
    assert data.qrels.values.tolist() == [
        ["a", "de", "de:00000000"],
        ["a", "en", "en:00000000"],
        ["b", "en", "en:00000001"],
        ["c", "en", "en:00000000"],
    ]


@settings(deadline=None, max_examples=40)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcd"), st.sampled_from(["de", "en"])), st.sampled_from("xyz"), min_size=1
    )
)
def test_the_relevant_passage_of_a_pair_is_the_one_with_its_text(table: dict[tuple[str, str], str]) -> None:
    rows = [[group, "own", lang, "q", passage, []] for (group, lang), passage in table.items()]
    columns = ["group", "dataset", "lang", "query", "passage", "negatives"]
    pairs = training_pairs(pd.DataFrame(rows, columns=columns), name="own")
    data = retrieval_of_pairs(pairs, "own")
    judged = data.qrels.merge(data.passages, on=["lang", "passage"])
    assert {(row.group, row.lang): row.text for row in judged.itertuples()} == table
    assert len(data.qrels) == len(table)
    assert len(data.passages) == len({(lang, passage) for (_, lang), passage in table.items()})


def test_a_question_asked_twice_in_a_language_names_both_lines(tmp_path: Path) -> None:
    path = tmp_path / "faq.jsonl"
    row = '{"group": "%s", "lang": "en", "query": "Where?", "passage": "%s"}\n'
    path.write_text(row % ("a", "Here.") + row % ("b", "There."))
    with pytest.raises(LingmixError, match=r"faq\.jsonl:2.*faq\.jsonl:1|faq\.jsonl:2.*line 1|repeats"):
        read_pairs(path, "faq")
