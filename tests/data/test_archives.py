"""Archives are unpacked whole or not at all, and none can write where it should not or fill the disk."""

from __future__ import annotations

import gzip
import io
import random
import struct
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from lingmix.data import archives
from lingmix.data.archives import Member, extract, member, members
from lingmix.errors import LingmixError

FILES = {"a.txt": b"one\n" * 500, "deep/b.txt": "zwei ü".encode(), "deep/empty": b""}
KINDS = ["zip", "tar", "tar.gz", "tar.bz2", "tar.xz"]


def pack(path: Path, files: dict[str, bytes] = FILES) -> Path:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return path
    with tarfile.open(path, f"w:{path.suffix[1:] if path.suffix != '.tar' else ''}") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return path


def tar_with(path: Path, entry: tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w") as tar:
        tar.addfile(entry)
    return path


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def found(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_packed_is_unpacked(tmp_path: Path, kind: str) -> None:
    path = pack(tmp_path / f"data.{kind}")
    assert members(path) == [Member(name, len(content)) for name, content in FILES.items()]
    with member(path, "deep/b.txt") as content:
        assert content.read() == FILES["deep/b.txt"]
    assert extract(path, tmp_path / "out") == tmp_path / "out"
    assert found(tmp_path / "out") == FILES
    assert left(tmp_path) == [f"data.{kind}", "out"]


def test_a_file_that_is_not_in_it_is_an_error_that_lists_those_that_are(tmp_path: Path) -> None:
    with (
        pytest.raises(LingmixError, match=r"holds no file 'b.txt'; there are:\n  - a.txt"),
        member(pack(tmp_path / "data.zip"), "b.txt"),
    ):
        pass


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.3, 0.7])
def test_a_truncated_archive_is_named_and_leaves_nothing(tmp_path: Path, kind: str, share: float) -> None:
    path = pack(tmp_path / f"data.{kind}", FILES | {"c.bin": bytes(range(256)) * 90})
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(LingmixError, match=rf"data\.{kind}: .*get it again"):
        extract(path, tmp_path / "out")
    assert left(tmp_path) == [path.name]


def test_a_tar_that_breaks_off_between_two_members_is_truncated(tmp_path: Path) -> None:
    path = pack(tmp_path / "data.tar")
    # a.txt with its header, and no more
    path.write_bytes(path.read_bytes()[: 512 + 2048])
    with pytest.raises(LingmixError, match=r"data\.tar: truncated, damaged or no archive .*byte 2,560"):
        extract(path, tmp_path / "out")
    assert left(tmp_path) == ["data.tar"]


def test_a_damaged_header_is_not_the_end(tmp_path: Path) -> None:
    # zeros, which follow the header, would be an end
    path = pack(tmp_path / "data.tar", {"a": b"x", "zeros": bytes(600)})
    content = bytearray(path.read_bytes())
    content[1024] ^= 1
    path.write_bytes(content)
    with pytest.raises(LingmixError, match=r"data\.tar: truncated, damaged or no archive"):
        members(path)


@pytest.mark.parametrize("kind", ["tar.gz", "tar.bz2"])
def test_the_checksum_of_a_compressed_tar_is_looked_at(tmp_path: Path, kind: str) -> None:
    # what cannot be compressed is there as it is, so that only the checksum tells that it is another
    path = pack(tmp_path / f"data.{kind}", {"a.bin": random.Random(1).randbytes(3000)})
    content = bytearray(path.read_bytes())
    content[1500] ^= 1
    path.write_bytes(content)
    with pytest.raises(LingmixError, match=r"truncated, damaged or no archive"):
        extract(path, tmp_path / "out")
    assert left(tmp_path) == [path.name]


def test_an_error_of_who_reads_is_no_damage(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="mine"), member(pack(tmp_path / "data.zip"), "a.txt"):
        raise RuntimeError("mine")


def test_an_encrypted_member_is_named_so(tmp_path: Path) -> None:
    path = pack(tmp_path / "data.zip", {"a": b"x"})
    content = bytearray(path.read_bytes())
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(header) + flags] |= 1
    path.write_bytes(content)
    with pytest.raises(LingmixError, match="of a sort that is not unpacked here, such as encrypted"):
        extract(path, tmp_path / "out")
    assert left(tmp_path) == ["data.zip"]


def test_a_damaged_member_leaves_nothing(tmp_path: Path) -> None:
    path = pack(tmp_path / "data.zip")
    content = path.read_bytes()
    path.write_bytes(content[:45] + b"\xff\xff" + content[47:])
    with pytest.raises(LingmixError, match=r"data\.zip: truncated, damaged or no archive"):
        extract(path, tmp_path / "out")
    assert left(tmp_path) == ["data.zip"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "truncated, damaged or no archive"),
        (b"plain text " * 100, "truncated, damaged or no archive"),
        (b"\n<!DOCTYPE html><title>log in</title>", "an HTML page"),
    ],
)
def test_what_is_no_archive_is_called_so(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "data.tar").write_bytes(content)
    with pytest.raises(LingmixError, match=said):
        members(tmp_path / "data.tar")


@pytest.mark.parametrize("kind", ["zip", "tar"])
@pytest.mark.parametrize("name", ["../out.txt", "a/../../out.txt", "/etc/out.txt", "..\\out.txt", "C:/out.txt"])
def test_no_member_gets_out_of_the_folder(tmp_path: Path, kind: str, name: str) -> None:
    path = pack(tmp_path / f"data.{kind}", {"good.txt": b"x", name: b"y"})
    with pytest.raises(LingmixError, match=r"is not unpacked:\n.*(leads out of the folder|is no relative path)"):
        extract(path, tmp_path / "in" / "out")
    assert not (tmp_path / "out.txt").exists()
    assert left(tmp_path / "in") == []


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_links_and_devices_are_refused(tmp_path: Path, kind: bytes) -> None:
    entry = tarfile.TarInfo("link")
    entry.type, entry.linkname = kind, "/etc/passwd"
    with pytest.raises(LingmixError, match="'link' is a link or a device"):
        extract(tar_with(tmp_path / "data.tar", entry), tmp_path / "out")
    assert left(tmp_path) == ["data.tar"]


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("link")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "data.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    with pytest.raises(LingmixError, match="'link' is a link or a device"):
        members(tmp_path / "data.zip")


def test_a_member_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "data.zip", "w") as archive:
        archive.writestr("a", b"1")
        archive.writestr("./a", b"2")
    with pytest.raises(LingmixError, match=r"'\./a' is there twice"):
        members(tmp_path / "data.zip")


@pytest.mark.parametrize("kind", ["zip", "tar.bz2"])
def test_a_bomb_is_recognised_by_its_ratio_and_by_a_limit(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pack(tmp_path / f"bomb.{kind}", {"zeros": bytes(3 << 20)})
    monkeypatch.setattr(archives, "RATIO", 50)
    with pytest.raises(LingmixError, match="unpacks to more than 1,048,576 bytes"):
        extract(path, tmp_path / "out")
    monkeypatch.setattr(archives, "RATIO", 10**9)
    with pytest.raises(LingmixError, match="unpacks to more than 1,000 bytes"):
        extract(path, tmp_path / "out", largest=1000)
    assert left(tmp_path) == [path.name]


@pytest.mark.parametrize("size", [10, 6000])
def test_a_zip_that_lies_about_a_size_is_stopped(tmp_path: Path, size: int) -> None:
    path = pack(tmp_path / "data.zip", {"zeros": bytes(5000)})
    true, false = struct.pack("<I", 5000), struct.pack("<I", size)
    path.write_bytes(path.read_bytes().replace(true, false))
    assert members(path) == [Member("zeros", size)]
    with pytest.raises(LingmixError, match=r"data\.zip: .*get it again"):
        extract(path, tmp_path / "out")
    assert left(tmp_path) == ["data.zip"]


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").touch()
    with pytest.raises(LingmixError, match="is there already"):
        extract(pack(tmp_path / "data.zip"), tmp_path / "out")
    assert left(tmp_path / "out") == ["mine"]


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: Callable[..., io.IOBase] = Path.open

    def full(self: Path, mode: str = "r", *rest: object, **more: object) -> io.IOBase:
        if "x" in mode:
            raise OSError(28, "No space left on device")
        return opened(self, mode, *rest, **more)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(LingmixError, match=r"data\.zip does not fit into .*out: No space left on device"):
        extract(pack(tmp_path / "data.zip"), tmp_path / "out")
    assert left(tmp_path) == ["data.zip"]


@pytest.mark.parametrize("kind", ["zip", "tar"])
@pytest.mark.parametrize("order", [("a", "a/b"), ("a/b", "a"), ("a", "a/b/c/d")])
def test_a_file_that_would_be_a_folder_too_is_refused(tmp_path: Path, kind: str, order: tuple[str, str]) -> None:
    path = pack(tmp_path / f"data.{kind}", dict.fromkeys(order, b"x"))
    with pytest.raises(LingmixError, match=r"'a' is a file, but 'a/b.*' needs it as a folder"):
        extract(path, tmp_path / "out")
    assert left(tmp_path) == [path.name]


@pytest.mark.parametrize("kind", ["zip", "tar"])
@pytest.mark.parametrize(
    ("name", "shown"), [("a\nb", r"'a\\nb'"), ("\x1b[2Jb", r"'\\x1b\[2Jb'"), ("a\x7f", r"'a\\x7f'")]
)
def test_names_that_a_terminal_would_obey_are_refused_and_not_printed(
    tmp_path: Path, kind: str, name: str, shown: str
) -> None:
    with pytest.raises(LingmixError, match=f"{shown} holds characters of control"):
        members(pack(tmp_path / f"data.{kind}", {name: b"x"}))


def test_a_name_that_is_no_utf8_is_refused_in_words_that_can_be_printed(tmp_path: Path) -> None:
    entry = tarfile.TarInfo("a\udcffb")
    entry.size = 0
    with pytest.raises(LingmixError, match="not UTF-8") as caught:
        members(tar_with(tmp_path / "data.tar", entry))
    str(caught.value).encode("utf-8")


@pytest.mark.parametrize("name", [".", "./", "./."])
def test_a_file_without_a_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(LingmixError, match="names no file"):
        members(pack(tmp_path / "data.tar", {name: b"x"}))


def test_the_folder_itself_may_be_a_member(tmp_path: Path) -> None:
    # as "tar c ." has it
    with tarfile.open(tmp_path / "data.tar", "w") as tar:
        top = tarfile.TarInfo("./")
        top.type = tarfile.DIRTYPE
        tar.addfile(top)
        tar.addfile(tarfile.TarInfo("./a"))
    assert members(tmp_path / "data.tar") == [Member("a", 0)]


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK])
@pytest.mark.parametrize("size", [1 << 26, -513])
def test_a_header_cannot_fill_the_memory_or_go_back(tmp_path: Path, kind: bytes, size: int) -> None:
    header = tarfile.TarInfo("x")
    header.type = kind
    header.size = size
    with gzip.open(tmp_path / "bomb.tar.gz", "wb", compresslevel=1) as out:
        out.write(header.tobuf(tarfile.GNU_FORMAT))
        for _ in range(max(0, size) >> 20):
            out.write(bytes(1 << 20))
    tracemalloc.start()
    with pytest.raises(LingmixError, match="a header that says"):
        members(tmp_path / "bomb.tar.gz")
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()


@pytest.mark.parametrize("said", ["-513", "-1"])
def test_an_attribute_cannot_make_a_member_go_back(tmp_path: Path, said: str) -> None:
    entry = tarfile.TarInfo("a")
    entry.pax_headers = {"size": said}
    with tarfile.open(tmp_path / "data.tar", "w", format=tarfile.PAX_FORMAT) as tar:
        tar.addfile(entry)
    with pytest.raises(LingmixError, match=r"'a' would have -\d+ bytes|truncated, damaged or no archive"):
        members(tmp_path / "data.tar")


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_members_without_number_are_refused(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST", 20)
    assert len(members(pack(tmp_path / f"few.{kind}", {str(number): b"" for number in range(20)}))) == 20
    with pytest.raises(LingmixError, match="has more than 20 members"):
        members(pack(tmp_path / f"many.{kind}", {str(number): b"" for number in range(21)}))


def test_zeros_without_end_behind_a_tar_are_not_read_to_theirs(tmp_path: Path) -> None:
    path = pack(tmp_path / "data.tar", {"a": b"x"})
    path.write_bytes(gzip.compress(path.read_bytes() + bytes(8 << 20), 9))
    with pytest.raises(LingmixError, match="goes on and on behind its end"):
        extract(path, tmp_path / "out", largest=1 << 20)
    assert left(tmp_path) == ["data.tar"]


def test_zip_entries_that_share_their_bytes_are_counted_each(tmp_path: Path) -> None:
    # Fifield's bomb: one compressed block behind many names
    path = pack(tmp_path / "data.zip", {f"{number:03d}": bytes(100_000) for number in range(50)})
    with pytest.raises(LingmixError, match="unpacks to more than 1,048,576 bytes"):
        members(path, largest=1 << 20)


@pytest.mark.parametrize(
    ("at", "value", "said"),
    [
        (6, b"\x4e", "of a sort that is not unpacked here"),
        (8, b"\x00\x08", "truncated, damaged or no archive"),
    ],
)
def test_a_table_of_contents_that_python_does_not_expect_is_refused_in_words(
    tmp_path: Path, at: int, value: bytes, said: str
) -> None:
    """A version of the format that is none, and a name that says that it is UTF-8 and is not."""
    path = pack(tmp_path / "data.zip", {"aXb": b"x"})
    content = bytearray(path.read_bytes().replace(b"aXb", b"a\xffb"))
    start = content.index(b"PK\x01\x02") + at
    content[start : start + len(value)] = value
    path.write_bytes(content)
    with pytest.raises(LingmixError, match=said):
        members(path)
    assert left(tmp_path) == ["data.zip"]
