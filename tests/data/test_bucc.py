"""BUCC's archives become the uniform tables; archives that are not what they should be are refused."""

from __future__ import annotations

import bz2
import io
import tarfile
from pathlib import Path

import pytest

from lingmix.data.registry import get
from lingmix.data.sets.bucc import Bucc
from lingmix.errors import LingmixError

SETS = {
    "sample": {
        "de": "de-000000001\tHallo.\nde-000000002\tNein.\n",
        "en": "en-000000001\tYes.\nen-000000002\tHello.\n",
        "gold": "de-000000001\ten-000000002\n",
    },
    "training": {
        "de": "de-000000001\tEins.\nde-000000002\tZwei.\nde-000000003\tEins.\n",
        "en": "en-000000007\tTwo.\n",
        "gold": "de-000000002\ten-000000007\n",
    },
}
GERMAN = Bucc("de")


def archive(raw: Path, published: str, members: dict[str, str]) -> Path:
    path = raw / f"bucc2018-de-en.{published}-gold.tar.bz2"
    with tarfile.open(path, "w:bz2") as tar:
        folder = tarfile.TarInfo("bucc2018/de-en")
        folder.type = tarfile.DIRTYPE
        tar.addfile(folder)
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content.encode())
            tar.addfile(info, io.BytesIO(content.encode()))
    return path


def named(published: str) -> dict[str, str]:
    return {f"bucc2018/de-en/de-en.{published}.{end}": content for end, content in SETS[published].items()}


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    for published in SETS:
        archive(tmp_path, published, named(published))
    return tmp_path


def test_sample_is_for_tuning_and_training_is_scored(raw: Path) -> None:
    data = GERMAN.retrieval(raw)
    assert data.queries.values.tolist() == [
        ["de-dev:de-000000001", "de", "Hallo.", "de-dev"],
        ["de-dev:de-000000002", "de", "Nein.", "de-dev"],
        ["de-test:de-000000001", "de", "Eins.", "de-test"],
        ["de-test:de-000000002", "de", "Zwei.", "de-test"],
        ["de-test:de-000000003", "de", "Eins.", "de-test"],
    ]
    assert data.passages.values.tolist() == [
        ["de-dev:en-000000001", "en", "Yes.", "", "de-dev"],
        ["de-dev:en-000000002", "en", "Hello.", "", "de-dev"],
        ["de-test:en-000000007", "en", "Two.", "", "de-test"],
    ]
    assert data.qrels.values.tolist() == [
        ["de-dev:de-000000001", "en", "de-dev:en-000000002"],
        ["de-test:de-000000002", "en", "de-test:en-000000007"],
    ]


def test_the_archives_are_left_alone(raw: Path) -> None:
    before = sorted(raw.rglob("*"))
    GERMAN.retrieval(raw)
    assert sorted(raw.rglob("*")) == before


def test_gold_lines_may_repeat_and_texts_may_hold_more_fields(raw: Path) -> None:
    members = named("training")
    members["bucc2018/de-en/de-en.training.gold"] *= 2
    members["bucc2018/de-en/de-en.training.en"] = "en-000000007\tTwo.\tTwo\nen-000000008\tThree.\r\n"
    archive(raw, "training", members)
    data = GERMAN.retrieval(raw)
    assert len(data.qrels) == 2
    assert data.passages["text"].tolist()[-2:] == ["Two.", "Three."]


def test_four_languages_and_their_union() -> None:
    whole = get("bucc")
    assert whole.parts == ("bucc/de", "bucc/fr", "bucc/ru", "bucc/zh")
    assert whole.languages == ("de", "en", "fr", "ru", "zh")
    assert whole.metrics == ("margin_f1", "margin_f1_oracle")
    assert whole.settings == ("crosslingual",)
    assert whole.symmetric
    assert [file.url for file in get("bucc/ru").files] == [
        "https://comparable.limsi.fr/bucc2018/bucc2018-ru-en.sample-gold.tar.bz2",
        "https://comparable.limsi.fr/bucc2018/bucc2018-ru-en.training-gold.tar.bz2",
    ]


def test_an_archive_cut_off_anywhere_is_refused(raw: Path) -> None:
    path = raw / "bucc2018-de-en.training-gold.tar.bz2"
    whole = path.read_bytes()
    for length in (0, 3, 20, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(LingmixError, match=r"training-gold\.tar\.bz2: damaged or no tar\.bz2 .*fetch it again"):
            GERMAN.retrieval(raw)


def test_a_tar_cut_off_before_compression_is_refused(raw: Path) -> None:
    path = raw / "bucc2018-de-en.training-gold.tar.bz2"
    whole = bz2.decompress(path.read_bytes())
    for length in (512 + 200, 512 * 2 + 10, 512 * 3 + 100):
        path.write_bytes(bz2.compress(whole[:length]))
        with pytest.raises(LingmixError, match=r"damaged or no tar\.bz2|no bucc2018/de-en/de-en\.training\..* in it"):
            GERMAN.retrieval(raw)


def test_a_page_in_place_of_an_archive_is_refused(raw: Path) -> None:
    (raw / "bucc2018-de-en.sample-gold.tar.bz2").write_text("<!DOCTYPE html><html></html>")
    with pytest.raises(LingmixError, match=r"sample-gold\.tar\.bz2: damaged or no tar\.bz2"):
        GERMAN.retrieval(raw)


@pytest.mark.parametrize("name", ["../outside", "bucc2018/../../outside"])
def test_a_path_that_leads_out_of_the_archive_is_refused(raw: Path, name: str) -> None:
    archive(raw, "sample", {name: "x", **named("sample")})
    with pytest.raises(LingmixError, match=r"sample-gold\.tar\.bz2: not safe to read .*outside"):
        GERMAN.retrieval(raw)
    assert not (raw.parent / "outside").exists()


def test_a_link_to_elsewhere_is_refused(raw: Path) -> None:
    with tarfile.open(raw / "bucc2018-de-en.sample-gold.tar.bz2", "w:bz2") as tar:
        link = tarfile.TarInfo("bucc2018/de-en/de-en.sample.de")
        link.type = tarfile.SYMTYPE
        link.linkname = "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(LingmixError, match="not safe to read"):
        GERMAN.retrieval(raw)


@pytest.mark.parametrize(
    ("end", "content", "message"),
    [
        ("de", None, r"no bucc2018/de-en/de-en\.training\.de in it; there are: .*training\.en"),
        ("de", "de-000000001 Eins.\n", r"training\.de: the line 'de-000000001 Eins\.' is not two fields"),
        ("gold", "de-000000002\ten-000000008\n", "names the passage 'de-test:en-000000008', which passages does not"),
        ("en", "en-000000007\t \n", "row 3 has an empty text"),
    ],
)
def test_files_that_do_not_fit_are_refused(raw: Path, end: str, content: str | None, message: str) -> None:
    members = named("training")
    key = f"bucc2018/de-en/de-en.training.{end}"
    if content is None:
        del members[key]
    else:
        members[key] = content
    archive(raw, "training", members)
    with pytest.raises(LingmixError, match=message):
        GERMAN.retrieval(raw)


def test_a_missing_archive_is_named(raw: Path) -> None:
    (raw / "bucc2018-de-en.sample-gold.tar.bz2").unlink()
    with pytest.raises(LingmixError, match=r"sample-gold\.tar\.bz2: no such file; fetch the data set first"):
        GERMAN.retrieval(raw)
