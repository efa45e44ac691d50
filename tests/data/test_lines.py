"""Published files are read row by row, and the first row that is wrong is named."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lingmix.data.readers.lines import cells, json_lines, json_objects, parquet_rows, text, tsv
from lingmix.errors import LingmixError


def test_json_lines_have_their_places_and_blank_lines_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes('\ufeff{"a": "ä"}\r\n\n{"a": "b\u2028c"}'.encode())
    assert list(json_lines(path)) == [(f"{path}:1", {"a": "ä"}), (f"{path}:3", {"a": "b\u2028c"})]


def test_a_compressed_file_is_read_as_it_comes(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    whole = gzip.compress(b"".join(json.dumps({"n": n, "x": f"{n * n:x}"}).encode() + b"\n" for n in range(100_000)))
    path.write_bytes(whole[: len(whole) // 2])
    rows = json_lines(path)
    # half of the file is not there, but the first rows are
    assert [row["n"] for _, row in islice(rows, 1000)] == list(range(1000))
    with pytest.raises(LingmixError, match=r"a\.jsonl\.gz is truncated or no gzip file"):
        list(rows)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"a": 1}\n{"a": \n', r"a\.jsonl:2: not JSON \(.*\); remove the file"),
        (b'{"a": 1}\n[1]\n', r"a\.jsonl:2: a list instead of a JSON object"),
        (b'{"a": 1}\n{"a": "\xe4"}\n', r"a\.jsonl:2: not UTF-8 \(byte 0xe4\)"),
        (b"<!DOCTYPE html>\n<html></html>", r"a\.jsonl: an HTML page"),
        (b"[" * 100_000, r"a\.jsonl:1: not JSON"),
    ],
)
def test_a_line_that_is_no_object_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(content)
    with pytest.raises(LingmixError, match=message):
        list(json_lines(tmp_path / "a.jsonl"))


def test_lines_of_an_archive_say_where_they_are() -> None:
    with pytest.raises(LingmixError, match=r"^a\.zip, b\.jsonl:2: not JSON"):
        list(json_objects([b"{}\n", b"{\n"], "a.zip, b.jsonl"))


def test_tables_without_a_header_keep_quotes_and_other_separators(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes('\ufeff1\t"x\r\n\n2\ty\u2028 z'.encode())
    assert list(tsv(path, 2)) == [(f"{path}:1", ("1", '"x')), (f"{path}:3", ("2", "y\u2028 z"))]
    path.write_bytes(b"1 x\n1 x y\n")
    assert [fields for _, fields in tsv(path, (2, 3), sep=" ")] == [("1", "x"), ("1", "x", "y")]


def test_a_field_may_be_empty(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_bytes(b"1\t\n")
    assert [fields for _, fields in tsv(tmp_path / "a.tsv", 2)] == [("1", "")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"1\tx\n2\n", r"a\.tsv:2: 1 fields instead of 2"),
        (b"1\tx\ty\n", r"a\.tsv:1: 3 fields instead of 2"),
        (b"1\tx\n2\t\xff\n", r"a\.tsv:2: not UTF-8 \(byte 0xff\)"),
        (b"\n<HTML><body>", r"a\.tsv:2: 1 fields"),
        (b"<HTML><body>", r"a\.tsv: an HTML page"),
    ],
)
def test_a_line_with_other_fields_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.tsv").write_bytes(content)
    with pytest.raises(LingmixError, match=message):
        list(tsv(tmp_path / "a.tsv", 2))


def test_a_compressed_table_that_is_truncated_or_none(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv.gz"
    whole = gzip.compress(b"1\tx\n")
    path.write_bytes(whole)
    assert [fields for _, fields in tsv(path, 2)] == [("1", "x")]
    for content in (whole[:-4], whole[:12], b"1\tx\n"):
        path.write_bytes(content)
        with pytest.raises(LingmixError, match=r"a\.tsv\.gz is truncated or no gzip file"):
            list(tsv(path, 2))


def test_cells_may_hold_line_breaks_and_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n"x\ny","1, 2"\nz,3\n', encoding="utf-8")
    assert list(cells(path, ["b"])) == [(f"{path}:2", {"a": "x\ny", "b": "1, 2"}), (f"{path}:4", {"a": "z", "b": "3"})]
    with pytest.raises(LingmixError, match=r"a\.csv: no column c; there are: a, b"):
        list(cells(path, ["a", "c"]))
    path.write_text("a,b\n1\n", encoding="utf-8")
    with pytest.raises(LingmixError, match=r"a\.csv:2: 1 cells, while the first line names 2"):
        list(cells(path, ["a"]))


def test_parquet_has_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"a": ["x", "y"], "b": [1, 2]}), path)
    assert list(parquet_rows(path, ["a"])) == [(f"{path} row 1", {"a": "x"}), (f"{path} row 2", {"a": "y"})]
    with pytest.raises(LingmixError, match=r"a\.parquet: no column c"):
        list(parquet_rows(path, ["c"]))
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(LingmixError, match=r"a\.parquet: not readable as Parquet"):
        list(parquet_rows(path, ["a"]))


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("a.jsonl", json_lines),
        ("a.tsv", lambda path: tsv(path, 2)),
        ("a.csv", lambda path: cells(path, ["a"])),
        ("a.parquet", lambda path: parquet_rows(path, ["a"])),
    ],
)
def test_a_file_that_is_not_there_is_named(tmp_path: Path, name: str, read: Callable[[Path], Any]) -> None:
    with pytest.raises(LingmixError, match=rf"{name}: no such file; fetch the data set first"):
        list(read(tmp_path / name))


def test_a_text_that_is_not_there_is_named() -> None:
    assert text({"a": ""}, "a", "f:1") == ""
    with pytest.raises(LingmixError, match="f:1: no 'b'; there are: a"):
        text({"a": "x"}, "b", "f:1")
    with pytest.raises(LingmixError, match="f:1: 'a' is null, not text"):
        text({"a": None}, "a", "f:1")


def test_half_a_surrogate_pair_is_no_text() -> None:
    with pytest.raises(LingmixError, match="f:1: 'a' holds half a surrogate pair at character 2"):
        text({"a": json.loads('"x\\ud800"')}, "a", "f:1")
