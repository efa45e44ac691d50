"""Lexicons from files: a user's own, and MUSE's."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from lingmix.config.lexicon import File, LexiconSpec, Muse
from lingmix.data.fetch import fetch, mirror_path
from lingmix.errors import LingmixError
from lingmix.lexicon import file, muse
from lingmix.lexicon.build import build


def written(folder: Path, text: str | bytes, name: str = "words.tsv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_users_file(tmp_path: Path) -> None:
    path = written(tmp_path, "\ufeff# mine\nen\tNew York\tde\tNeu-York\r\n\nen\tcity \tzh-Hant\t城市\n")
    found = build(File(kind="file", path=str(path)), {"file": [str(path)]}, name="own")
    assert found.to_numpy().tolist() == [["en", "New York", "de", "Neu-York"], ["en", "city", "zh-Hant", "城市"]]


def test_wrong_lines_are_named_and_counted(tmp_path: Path) -> None:
    lines = ["en\ta\tde", "EN\ta\tde\tb", "en\ta\ten\tb", "en\t12\tde\tb", "en\ta\tde\t ", "en\ta\tde\tb"]
    path = written(tmp_path, "\n".join(lines).encode() + b"\nen\t\xff\tde\tb\n" + b"x\n" * 6)
    with pytest.raises(LingmixError) as caught:
        list(file.rows(path))
    told = str(caught.value).splitlines()
    assert told[0] == f"{path} cannot be used:"
    assert told[1].startswith(f"  - {path}:1: 3 fields instead of four")
    assert told[2] == f"  - {path}:2: 'EN' is no language tag, such as en or zh-Hant"
    assert told[3] == f"  - {path}:3: both languages are en"
    assert told[4] == f"  - {path}:4: the source '12' holds no word"
    assert told[5] == f"  - {path}:5: the target '' holds no word"
    assert told[6] == f"  - {path}:7: not UTF-8 (byte 0xff at position 4)"
    assert len(told) == 12
    assert told[11] == "  … and 2 more"


def test_a_missing_or_empty_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match=r"absent\.tsv: no such file"):
        list(file.rows(tmp_path / "absent.tsv"))
    path = written(tmp_path, "# nothing\n")
    with pytest.raises(LingmixError, match=r"lexicons\.own: this lexicon has no entries"):
        build(File(kind="file", path=str(path)), {"file": [str(path)]}, name="own")


def test_muse_dictionaries_with_spaces_or_tabs(tmp_path: Path) -> None:
    one = written(tmp_path, "the der\nthe die\nhouse haus\n", "en-de.txt")
    other = written(tmp_path, "haus\thouse\n", "de-en.txt")
    spec = Muse(kind="muse", pairs=(("en", "de"), ("de", "en")))
    found = build(spec, {"dictionaries": [str(one), str(other)]}, name="muse")
    assert found.to_numpy().tolist() == [
        ["en", "the", "de", "der"],
        ["en", "the", "de", "die"],
        ["en", "house", "de", "haus"],
        ["de", "haus", "en", "house"],
    ]


def test_a_few_odd_lines_are_left_out_many_are_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = "".join(f"a{number} b\n" for number in range(199))
    assert len(list(muse.rows(written(tmp_path, f"{good}odd\n", "en-de.txt")))) == 199
    assert "en-de.txt:200" in capsys.readouterr().err
    with pytest.raises(LingmixError, match=r"en-de\.txt:1: not a word and its translation: '<html>'"):
        list(muse.rows(written(tmp_path, "<html>\nnot found\n", "en-de.txt")))


def test_muse_files_have_their_address_and_no_declared_checksum() -> None:
    found = muse.remote_file("en", "de")
    assert (found.name, found.sha256) == ("en-de.txt", None)
    assert found.url == "https://dl.fbaipublicfiles.com/arrival/dictionaries/en-de.txt"


@pytest.mark.parametrize("pair", [("en", "de"), ("zh", "en"), ("pt", "it")])
def test_dictionaries_that_there_are(pair: tuple[str, str]) -> None:
    assert Muse(kind="muse", pairs=(pair,)).pairs == (pair,)


@pytest.mark.parametrize("pair", [("de", "ru"), ("en", "en"), ("en", "sw"), ("de", "de")])
def test_dictionaries_that_there_are_not(pair: tuple[str, str]) -> None:
    with pytest.raises(ValidationError, match=f"MUSE has no dictionary {pair[0]}-{pair[1]}"):
        TypeAdapter(LexiconSpec).validate_python({"kind": "muse", "pairs": [list(pair)]})


def test_the_first_copys_checksum_is_recorded_and_holds(tmp_path: Path) -> None:
    wanted = muse.remote_file("en", "de")
    mirror, folder = tmp_path / "mirror", tmp_path / "raw"
    copy = mirror_path(mirror, wanted.url)
    copy.parent.mkdir(parents=True)
    copy.write_text("a b\n")
    got = fetch(wanted, folder, mirror=mirror)
    assert got.read_text() == "a b\n"
    assert (folder / "en-de.txt.sha256").read_text() == hashlib.sha256(b"a b\n").hexdigest() + "\n"
    got.unlink()
    assert fetch(wanted, folder, mirror=mirror).read_text() == "a b\n"
    got.unlink()
    copy.write_text("a c\n")
    with pytest.raises(LingmixError, match=r"recorded by the first download in .*en-de\.txt\.sha256"):
        fetch(wanted, folder, mirror=mirror)
    assert sorted(path.name for path in folder.iterdir()) == ["en-de.txt.sha256"]


def test_a_web_page_is_never_taken_for_a_file_without_checksum(tmp_path: Path) -> None:
    wanted = muse.remote_file("en", "de")
    copy = mirror_path(tmp_path / "mirror", wanted.url)
    copy.parent.mkdir(parents=True)
    copy.write_text("<!DOCTYPE html>")
    with pytest.raises(LingmixError, match="HTML page"):
        fetch(wanted, tmp_path / "raw", mirror=tmp_path / "mirror")
    assert list((tmp_path / "raw").iterdir()) == []
