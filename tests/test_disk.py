from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from lingmix.disk import whole
from lingmix.errors import LingmixError


def test_a_file_or_a_folder_is_there_once_all_of_it_is(tmp_path: Path) -> None:
    for name in ("file", "folder"):
        for turn in ("first", "second"):
            with whole(tmp_path / name) as part:
                if name == "folder":
                    part.mkdir()
                    (part / turn).touch()
                else:
                    part.write_text(turn)
                assert (tmp_path / name).exists() == (turn == "second")
    assert (tmp_path / "file").read_text() == "second"
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["second"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


def test_what_fails_leaves_the_old_one_and_nothing_else(tmp_path: Path) -> None:
    def fail() -> None:
        with whole(tmp_path / "file") as part:
            part.write_text("half")
            raise ZeroDivisionError

    (tmp_path / "file").write_text("old")
    with pytest.raises(ZeroDivisionError):
        fail()
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_of_two_that_make_a_file_the_later_to_begin_has_its_way(tmp_path: Path) -> None:
    def write() -> None:
        with whole(tmp_path / "file") as orphan:
            orphan.write_text("orphan's")
            with whole(tmp_path / "file") as part:
                part.write_text("successor's")

    with pytest.raises(LingmixError, match="file cannot be put into"):
        write()
    assert [path.read_text() for path in tmp_path.iterdir()] == ["successor's"]


def test_what_a_kill_left_is_removed_and_a_neighbour_s_is_not(tmp_path: Path) -> None:
    (tmp_path / ".file.0123456789ab.part").touch()
    neighbour = tmp_path / ".file.json.0123456789ab.part"
    neighbour.touch()
    with whole(tmp_path / "file") as part:
        part.touch()
    assert sorted(tmp_path.iterdir()) == [neighbour, tmp_path / "file"]


@pytest.mark.parametrize(("number", "passes"), [(errno.EINVAL, True), (errno.EIO, False)])
def test_a_file_system_that_cannot_write_a_folder_down_is_none_that_fails(
    number: int, passes: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = os.fsync

    def only_files(descriptor: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{descriptor}"):
            raise OSError(number, os.strerror(number))
        plain(descriptor)

    monkeypatch.setattr(os, "fsync", only_files)
    if passes:
        with whole(tmp_path / "file") as part:
            part.write_text("x")
        assert (tmp_path / "file").read_text() == "x"
    else:
        with pytest.raises(LingmixError, match="Input/output error"), whole(tmp_path / "file") as part:
            part.write_text("x")
