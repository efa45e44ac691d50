from __future__ import annotations

import errno
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lingmix.errors import LingmixError
from lingmix.store import about, alone, read_table, write_json, write_table, write_text

FRAME = pd.DataFrame({"text": ["größe", ""], "number": [1, 2], "list": [["a", "b"], []]})


def test_a_table_comes_back_with_what_it_was_made_from(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "table.parquet"
    write_table(FRAME.assign(kind=pd.Categorical(["x", "y"])), path, about={"seed": 1, "names": ["ü"]})
    found = read_table(path)
    assert found["kind"].astype(str).tolist() == ["x", "y"]
    assert [list(value) for value in found["list"]] == [["a", "b"], []]
    pd.testing.assert_frame_equal(read_table(path, ["number", "text"]), FRAME[["number", "text"]])
    assert about(path) == {"seed": 1, "names": ["ü"]}
    assert [file.name for file in path.parent.iterdir()] == ["table.parquet"]


def test_a_table_without_notes_has_none(tmp_path: Path) -> None:
    write_table(FRAME, tmp_path / "ours.parquet")
    assert about(tmp_path / "ours.parquet") == {}


@pytest.mark.parametrize("read", [read_table, about])
def test_a_table_of_others_is_set_aside(read: Callable[[Path], object], tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1]}), tmp_path / "theirs.parquet")
    with pytest.raises(LingmixError, match="no table of lingmix's"):
        read(tmp_path / "theirs.parquet")
    assert [file.name for file in tmp_path.iterdir()] == ["theirs.parquet.damaged"]


def test_a_write_that_fails_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "table.parquet"
    write_table(FRAME, path)

    def half(table: pa.Table, where: Path, **_: object) -> None:
        Path(where).write_bytes(b"PAR1 half")
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(pq, "write_table", half)
    with pytest.raises(LingmixError, match=r"table\.parquet does not fit into .*: no space left\. Make room"):
        write_table(FRAME[:1], path)
    assert len(read_table(path)) == 2
    assert [file.name for file in tmp_path.iterdir()] == ["table.parquet"]


@pytest.mark.parametrize("read", [read_table, about])
def test_a_truncated_or_foreign_file_is_an_error_that_names_it(read: object, tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    write_table(FRAME, path)
    whole = path.read_bytes()
    assert callable(read)
    for content in (whole[:-20], whole[:10], b"", b"a,b\n1,2\n"):
        path.write_bytes(content)
        with pytest.raises(LingmixError, match=r"table\.parquet cannot be read: .*It is now table\.parquet\.damaged"):
            read(path)
        assert not path.exists()
    with pytest.raises(LingmixError, match=r"table\.parquet does not exist"):
        read(path)


def test_a_change_of_any_byte_is_found_or_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    rows = 50
    frame = pd.DataFrame({"text": [f"größe {n}" for n in range(rows)], "number": range(rows), "value": [0.5] * rows})
    write_table(frame, path)
    whole = path.read_bytes()
    footer = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    found = []
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        try:
            pd.testing.assert_frame_equal(read_table(path), frame)
        except LingmixError:
            found.append(at)
    assert found[footer - len(whole) :] == list(range(footer, len(whole)))
    # headers of pages have no checksum; readers pass over some of what is in them
    assert len(found) > 0.9 * len(whole)


@pytest.mark.parametrize("error", [OSError(errno.EMFILE, "Too many open files"), pa.ArrowMemoryError("malloc failed")])
def test_what_the_system_lacks_is_no_damage(error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "table.parquet"
    write_table(FRAME, path)

    def lacking(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(pq, "ParquetFile", lacking)
        with pytest.raises(LingmixError, match=r"table\.parquet cannot be read now .*; run again"):
            read_table(path)
    assert len(read_table(path)) == 2


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    write_table(FRAME, tmp_path / "table.parquet")
    with pytest.raises(LingmixError, match="has no column group; there are: text, number, list"):
        read_table(tmp_path / "table.parquet", ["text", "group"])


def test_json_keeps_order_and_letters(tmp_path: Path) -> None:
    write_json({"b": "ü", "a": [1]}, tmp_path / "deep" / "value.json")
    text = (tmp_path / "deep" / "value.json").read_text(encoding="utf-8")
    assert list(json.loads(text)) == ["b", "a"]
    assert "ü" in text
    write_text("x", tmp_path / "deep" / "value.json")
    assert [file.read_text(encoding="utf-8") for file in (tmp_path / "deep").iterdir()] == ["x"]


def test_one_process_at_a_time_works_in_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "checkpoints"
    with (
        alone(folder),
        pytest.raises(LingmixError, match=r"another process is working in .*checkpoints"),
        alone(folder),
    ):
        pass
    with alone(folder):
        assert folder.is_dir()
