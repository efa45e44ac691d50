"""Tatoeba's files become parts of the uniform tables, by hand and on the published files."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from babel.core import get_global

from lingmix.data.fetch import fetch_all
from lingmix.data.registry import get
from lingmix.data.sets import tatoeba
from lingmix.data.sets.tatoeba import BCP47, Tatoeba
from lingmix.data.tables import Retrieval
from lingmix.errors import LingmixError
from lingmix.metrics.bitext import bitexts
from lingmix.metrics.ranks import rank_table
from lingmix.metrics.score import score

LINES = {
    ("deu", "deu"): ["Hallo.", "Ich gehe.", "Tom."],
    ("deu", "eng"): ["Hello.", "I go.", "Tom."],
    ("cmn", "cmn"): ["你好。", "汤姆。"],
    ("cmn", "eng"): ["Hello.", "Tom."],
}
# the languages that XTREME averages over, as its evaluate.py names them
XTREME = "ar,he,vi,id,jv,tl,eu,ml,ta,te,af,nl,de,el,bn,hi,mr,ur,fa,fr,it,pt,es,bg,ru,ja,ka,ko,th,sw,zh,kk,tr,et,fi,hu"
TINY = Tatoeba("tiny", ["deu", "cmn"], 5, metrics=("accuracy",))
TO_ENGLISH = Tatoeba("tiny-to-english", ["deu", "cmn"], 5, metrics=("f1",), to_english=True)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    for (code, side), lines in LINES.items():
        (tmp_path / f"tatoeba.{code}-eng.{side}").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return tmp_path


def test_english_sentences_ask_for_their_translations(raw: Path) -> None:
    data = TINY.retrieval(raw)
    assert data.queries.values.tolist() == [
        ["cmn:000", "en", "Hello.", "zh"],
        ["cmn:001", "en", "Tom.", "zh"],
        ["deu:000", "en", "Hello.", "de"],
        ["deu:001", "en", "I go.", "de"],
        ["deu:002", "en", "Tom.", "de"],
    ]
    assert data.passages.values.tolist() == [
        ["deu:000", "de", "Hallo.", "", "de"],
        ["deu:001", "de", "Ich gehe.", "", "de"],
        ["deu:002", "de", "Tom.", "", "de"],
        ["cmn:000", "zh", "你好。", "", "zh"],
        ["cmn:001", "zh", "汤姆。", "", "zh"],
    ]
    assert data.qrels.values.tolist() == [
        ["cmn:000", "zh", "cmn:000"],
        ["cmn:001", "zh", "cmn:001"],
        ["deu:000", "de", "deu:000"],
        ["deu:001", "de", "deu:001"],
        ["deu:002", "de", "deu:002"],
    ]


def test_the_other_direction_asks_in_the_other_languages(raw: Path) -> None:
    data = TO_ENGLISH.retrieval(raw)
    assert data.queries.iloc[0].tolist() == ["deu:000", "de", "Hallo.", "de"]
    assert data.passages.iloc[0].tolist() == ["deu:000", "en", "Hello.", "", "de"]
    assert data.qrels.iloc[0].tolist() == ["cmn:000", "en", "cmn:000"]


def scored(data: Retrieval, queries: list[float], passages: list[float], metric: str) -> dict[tuple[str, str], float]:
    """Vectors on the unit circle at these angles."""
    asking, answering = (
        np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
        for angles in map(np.array, (queries, passages))
    )

    def rows(start: int, stop: int) -> np.ndarray:  # type: ignore[type-arg]
        return answering[start:stop]

    found = bitexts(data, asking, rows, [metric])
    frame = score(rank_table(data, asking, rows, 5), data, [metric], TINY.settings, found)
    assert set(frame["setting"]) == {"crosslingual"}
    return {(row.query_lang, row.passage_lang): row.value for row in frame.itertuples()}


def test_only_sentences_of_the_same_pair_compete(raw: Path) -> None:
    # queries zh 0 1, de 0 1 2; passages de 0 1 2, zh 0 1
    found = scored(TINY.retrieval(raw), [0.0, 0.5, 0.1, 0.6, 0.9], [0.0, 0.62, 0.5, 0.2, 0.4], "accuracy")
    # 0.0 → 0.2 and 0.5 → 0.4, though the German 0.0 and 0.5 would be nearer
    assert found["en", "zh"] == 1.0
    # 0.1 → 0.0 and 0.6 → 0.62; but 0.9 → 0.62 instead of 0.5
    assert found["en", "de"] == pytest.approx(2 / 3)
    assert found["en", "macro"] == found["macro", "macro"] == pytest.approx((2 / 3 + 1) / 2)


def test_the_f1_of_the_other_direction(raw: Path) -> None:
    # queries de 0 1 2, zh 0 1; passages de 0 1 2, zh 0 1: de 0 and 1 go to 0, de 2 to 2, so 2/3, 0, 1; zh are right
    found = scored(TO_ENGLISH.retrieval(raw), [0.0, 0.3, 2.0, 0.0, 1.0], [0.1, 1.0, 2.1, 0.1, 0.9], "f1")
    assert found["de", "en"] == pytest.approx((2 / 3 + 0 + 1) / 3)
    assert found["zh", "en"] == 1.0
    assert found["macro", "macro"] == pytest.approx((5 / 9 + 1) / 2)


def test_the_languages_are_those_of_the_benchmarks() -> None:
    assert set(get("tatoeba/36").languages) == {"en", *XTREME.split(",")}
    assert set(get("tatoeba/41").languages) == {"en", *XTREME.split(","), "az", "lt", "pl", "uk", "ro"}
    assert len(get("tatoeba/112").languages) == len(get("tatoeba/112-to-english").languages) == 113
    assert len(get("tatoeba/112").files) == 224
    for name in ("tatoeba/36", "tatoeba/41", "tatoeba/112"):
        assert get(name).settings == ("crosslingual",)
        assert get(name).symmetric
        assert get(name).metrics == ("accuracy",)


def test_codes_are_bcp_47() -> None:
    assert len(set(BCP47.values())) == len(BCP47) == 112
    # CLDR's table of codes that stand for others, ours but where two files would share one or a wider one is meant
    aliases = get_global("language_aliases")
    differ = {code: aliases[code] for code, short in BCP47.items() if aliases.get(code, code) != short}
    assert differ == {"kzj": "dtp", "mhr": "chm", "tgl": "fil"}
    assert [BCP47[code] for code in differ] == ["kzj", "mhr", "tl"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, r"tatoeba\.deu-eng\.eng: no such file; fetch the data set first"),
        (b"Hello.\nI go.\n", r"deu-eng\.deu has 3 lines, but tatoeba\.deu-eng\.eng has 2"),
        (b"Hello.\n\nTom.\n", r"deu-eng\.eng, line 2: no sentence"),
        (b"Hello.\n\xff\nTom.\n", r"deu-eng\.eng: not UTF-8"),
    ],
)
def test_files_that_do_not_fit_are_refused(raw: Path, content: bytes | None, message: str) -> None:
    path = raw / "tatoeba.deu-eng.eng"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(LingmixError, match=message):
        TINY.retrieval(raw)


def test_only_a_newline_ends_a_sentence(raw: Path) -> None:
    (raw / "tatoeba.deu-eng.deu").write_text("Hallo.\x0bJa.\nIch\u2028gehe.\nTom.", encoding="utf-8")
    passages = TINY.retrieval(raw).passages
    assert passages["text"].tolist()[:3] == ["Hallo.\x0bJa.", "Ich\u2028gehe.", "Tom."]


@pytest.mark.parametrize("name", ["tatoeba/36", "tatoeba/112-to-english"])
def test_the_published_files_load(name: str, mirror: Path, tmp_path: Path) -> None:
    dataset = get(name)
    if not (mirror / tatoeba.FOLDER.removeprefix("https://")).is_dir():
        pytest.skip("no Tatoeba in the mirror")
    fetch_all(dataset, tmp_path, mirror=mirror)
    data = dataset.retrieval(tmp_path)
    assert len(data.queries) == len(data.passages) == len(data.qrels) == dataset.groups == dataset.size
    assert set(data.queries["lang"]) | set(data.passages["lang"]) == set(dataset.languages)
    sizes = data.passages["part"].value_counts()
    assert len(sizes) == len(dataset.languages) - 1
    assert sizes.max() == 1000
    assert sizes[["jv", "sw", "te"]].tolist() == [205, 390, 234]
    shutil.rmtree(tmp_path)
