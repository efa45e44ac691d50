"""Rows of CSV, TSV, compressed and several files, columns of other names, and one language for all."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingmix.data import formats
from lingmix.data.own import read_pairs, read_retrieval
from lingmix.data.rows import Field, read_rows
from lingmix.errors import LingmixError

HEADER = "group,lang,query,passage\n"


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def pairs(path: Path | list[Path], **settings: object) -> list[list[object]]:
    frame = read_pairs(path, "own", **settings)
    return frame[["group", "lang", "query", "passage", "negatives"]].values.tolist()


def test_csv_holds_quotes_line_breaks_a_mark_at_its_start_and_lists(tmp_path: Path) -> None:
    path = write(
        tmp_path / "p.csv",
        '\ufeffgroup,lang,query,passage,negatives\r\n1,en,"who, ""then""?","line\r\nbreak",\r\n\r\n'
        '2,zh,誰?,我\u2028你,"[""你"", ""他""]"\r\n',
    )
    assert pairs(path) == [
        ["1", "en", 'who, "then"?', "line\r\nbreak", []],
        ["2", "zh", "誰?", "我\u2028你", ["你", "他"]],
    ]


def test_quotes_in_tsv_are_text(tmp_path: Path) -> None:
    path = write(tmp_path / "p.tsv", 'group\tlang\tquery\tpassage\n1\ten\t"who\tan 11" disk\n')
    assert pairs(path) == [["1", "en", '"who', 'an 11" disk', []]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('1,en,"a\nb",x\n2,en,,y\n', r"p\.csv:4: query is empty"),
        ("1,en,a\n2,en,b,x\n", r"p\.csv:2: 3 cells, while the first line names 4 columns"),
        ("1,en,a,x\n2,en,b,y,z\n", r"p\.csv:3: 5 cells, while the first line names 4 columns"),
        ("1,en,a,x\n1,en,b,y\n", r"p\.csv:3: repeats .*p\.csv:2 \(group '1', lang 'en'\)"),
        ('1,en,a,x\n2,en,"b,y\n3,en,c,z\n', r"p\.csv:3: not CSV from here on .*a quote that is not closed"),
        ('1,en,"a"b,x\n', r"p\.csv:2: not CSV from here on"),
        ("", r"p\.csv: no rows"),
    ],
)
def test_what_is_wrong_in_csv_is_named_by_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(LingmixError, match=message):
        read_pairs(write(tmp_path / "p.csv", HEADER + text), "own")


def test_columns_that_csv_lacks_or_names_twice_are_named(tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match=r"p\.csv: no column lang, passage; there are: group, query"):
        read_pairs(write(tmp_path / "p.csv", "group,query\n1,a\n"), "own")
    with pytest.raises(LingmixError, match=r"p\.csv:1: the column lang is named twice"):
        read_pairs(write(tmp_path / "p.csv", "group,lang,lang,query,passage\n"), "own")


def test_mixed_encodings_are_named_row_by_row_and_counted(tmp_path: Path) -> None:
    lines = [f"{n},fr,caf\u00e9 {n},p{n}\n".encode("latin-1" if n % 2 else "utf-8") for n in range(24)]
    (tmp_path / "p.csv").write_bytes(HEADER.encode() + b"".join(lines))
    with pytest.raises(LingmixError) as caught:
        read_pairs(tmp_path / "p.csv", "own")
    said = str(caught.value).splitlines()
    assert said[1] == f"  - {tmp_path}/p.csv:3: query is not UTF-8 (byte 0xe9)"
    assert said[-1] == "  … and 2 more"
    assert len(said) == 12


@pytest.mark.parametrize("name", ["p.csv", "p.tsv", "p.jsonl"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("group,lang".encode("utf-16"), "UTF-16 or binary, not UTF-8"),
        (b"\r\n<!DOCTYPE html><p>log in", "an HTML page, perhaps of a proxy or a login"),
    ],
)
def test_files_of_another_sort_are_called_what_they_are(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LingmixError, match=rf"{name}.*{said}|{said}"):
        read_pairs(tmp_path / name, "own")


@pytest.mark.parametrize("name", ["p.csv.gz", "p.jsonl.gz"])
def test_compressed_files_are_read_and_truncated_ones_named(tmp_path: Path, name: str) -> None:
    text = (
        HEADER + "1,en,who,me\n" if "csv" in name else '{"group": 1, "lang": "en", "query": "who", "passage": "me"}\n'
    )
    packed = gzip.compress(text.encode())
    (tmp_path / name).write_bytes(packed)
    assert pairs(tmp_path / name) == [["1", "en", "who", "me", []]]
    for content in (packed[:-12], b"plain"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(LingmixError, match=f"{name} is truncated or no gzip file"):
            read_pairs(tmp_path / name, "own")


def test_columns_of_other_names_one_language_and_rows_without_ids(tmp_path: Path) -> None:
    columns = {"query": "question", "passage": "answer", "group": "row-number"}
    paths = [
        write(tmp_path / f"{n}.csv", f"question,answer,query\nwho {n}?,me {n},no\nwhere {n}?,here {n},no\n")
        for n in range(2)
    ]
    assert pairs(paths, columns=columns, language="en") == [
        ["1", "en", "who 0?", "me 0", []],
        ["2", "en", "where 0?", "here 0", []],
        ["3", "en", "who 1?", "me 1", []],
        ["4", "en", "where 1?", "here 1", []],
    ]
    with pytest.raises(LingmixError, match=r"0\.csv: no column qestion; there are: question, answer, query"):
        read_pairs(paths, "own", columns=columns | {"query": "qestion"}, language="en")


def test_a_language_for_all_rows_may_not_contradict_theirs(tmp_path: Path) -> None:
    path = write(tmp_path / "p.csv", HEADER + "1,en,a,x\n2,de,b,y\n")
    with pytest.raises(LingmixError, match=r"p\.csv:3: lang is 'de', while the study says `language: en`"):
        read_pairs(path, "own", language="en")


def test_a_repetition_in_another_file_names_both(tmp_path: Path) -> None:
    a, b = (write(tmp_path / f"{name}.csv", HEADER + "1,en,who,me\n") for name in "ab")
    with pytest.raises(LingmixError, match=r"b\.csv:2: repeats .*a\.csv:2"):
        read_pairs([a, b], "own")


def test_judgements_of_score_zero_are_left_out(tmp_path: Path) -> None:
    queries = write(tmp_path / "q.tsv", "qid\tbody\n1\twho?\n")
    passages = write(tmp_path / "p.tsv", "id\ttext\na\tme\nb\tyou\n")
    qrels = write(tmp_path / "r.tsv", "qid\tid\tscore\n1\ta\t1\n1\tb\t0\n")
    columns = {
        "queries": {"group": "qid", "text": "body"},
        "passages": {"passage": "id"},
        "qrels": {"group": "qid", "passage": "id"},
    }
    data = read_retrieval(queries, passages, qrels, "own", columns=columns, language="en")
    assert data.qrels.values.tolist() == [["1", "en", "a"]]
    assert data.passages["passage"].tolist() == ["a", "b"]
    write(qrels, "qid\tid\tscore\n1\ta\thigh\n")
    with pytest.raises(LingmixError, match=r"r\.tsv:2: score is 'high', not a whole number"):
        read_retrieval(queries, passages, qrels, "own", columns=columns, language="en")


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('",\n\r\t'), min_size=1, max_size=8)


@settings(deadline=None, max_examples=60)
@given(st.lists(TEXT.filter(lambda text: text.strip()), min_size=1, max_size=5, unique=True))
def test_csv_of_any_text_reads_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    cells = ['"' + text.replace('"', '""') + '"' for text in texts]
    path.write_bytes(("text\n" + "\n".join(cells)).encode())
    assert read_rows(path, [Field("text", "text")])["text"].tolist() == texts


@pytest.mark.parametrize("name", ["x.jsonl.gz", "x.csv.gz", "x.tsv.gz", "x.jsonl", "x.csv"])
def test_a_line_without_end_is_not_read_to_its_end(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # a few thousand bytes that unpack to a line of millions
    monkeypatch.setattr(formats, "LONGEST", 1 << 20)
    content = b"group\n" + b"x" * (8 << 20)
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    tracemalloc.start()
    with pytest.raises(LingmixError, match=r"a line of more than 1,048,576 bytes"):
        list(formats.rows(tmp_path / name, ["group"]))
    assert tracemalloc.get_traced_memory()[1] < 7 << 20
    tracemalloc.stop()
