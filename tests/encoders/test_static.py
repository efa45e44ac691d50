from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tiny_models import TEXTS

from lingmix.config.encoder import Static
from lingmix.encoders.build import build
from lingmix.encoders.load import load
from lingmix.encoders.static import make_tokenizer
from lingmix.encoders.unigram import train_unigram
from lingmix.errors import LingmixError

SPEC = Static(kind="static", dim=16, vocabulary=300)
MIXED = [
    *TEXTS,
    *(f"{asked}ของประเทศไทยคือ{end}" for asked in ("เมืองหลวง", "ภาษา", "แม่น้ำ") for end in ("ที่ใด", "อะไร")),
    *(f"{country}国的首都{asked}？" for country in "中法英德美" for asked in ("在哪里", "是什么", "叫什么")),
]


def digest(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def test_same_texts_and_seed_write_the_same_files(tmp_path: Path) -> None:
    build(SPEC, tmp_path / "a", texts=MIXED, seed=13)
    build(SPEC, tmp_path / "b", texts=[*reversed(MIXED), MIXED[0]], seed=13)
    assert digest(tmp_path / "a") == digest(tmp_path / "b")


def test_another_seed_changes_the_weights_and_not_the_tokenizer(tmp_path: Path) -> None:
    build(SPEC, tmp_path / "a", texts=MIXED, seed=13)
    build(SPEC, tmp_path / "b", texts=MIXED, seed=17)
    a, b = digest(tmp_path / "a"), digest(tmp_path / "b")
    assert a["tokenizer.json"] == b["tokenizer.json"]
    assert a["model.safetensors"] != b["model.safetensors"]


def test_vocabulary_is_the_same_in_other_processes_and_hash_seeds() -> None:
    code = (
        "import sys, json; from lingmix.encoders.static import make_tokenizer;"
        "print(make_tokenizer(json.load(sys.stdin), 300).to_str())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            input=json.dumps(MIXED),
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": hash_seed},
        ).stdout.strip()
        for hash_seed in ("1", "2")
    }
    assert outputs == {make_tokenizer(MIXED, 300).to_str()}


def test_tokenizer_is_at_most_as_large_as_asked_and_normalises() -> None:
    tokenizer = make_tokenizer(MIXED, 300)
    assert 150 < tokenizer.get_vocab_size() <= 300
    assert tokenizer.encode("ＦＩＮＤ   the\n").ids == tokenizer.encode("find the").ids
    assert tokenizer.encode("Rome?").tokens[-1] == "?"
    assert tokenizer.decode(tokenizer.encode("find the red river").ids) == "find the red river"


@pytest.mark.parametrize("text", ["ประเทศไทย", "中国的首都"])
def test_scripts_without_spaces_are_cut_into_known_pieces(text: str) -> None:
    tokens = make_tokenizer(MIXED, 300).encode(text).tokens
    assert "".join(tokens) == "▁" + text
    assert 1 < len(tokens) < len(text) + 1


def test_pieces_are_the_characters_and_the_most_frequent_pairs() -> None:
    pieces = dict(train_unigram({"abcabc": 10, "xyz": 1}, 8))
    assert pieces.pop("<unk>") == 0.0
    assert set(pieces) == {"a", "b", "c", "x", "y", "z", "ab"}
    # Segmented as ab c ab c and x y z: 20 + 20 + 3 pieces, and half a time each for a and b alone.
    assert pieces["ab"] == pieces["c"] == pytest.approx(np.log(20 / 44), abs=1e-6)
    assert pieces["x"] == pytest.approx(np.log(1 / 44), abs=1e-6)
    assert pieces["a"] == pytest.approx(np.log(0.5 / 44), abs=1e-6)


def test_weights_have_the_documented_scale(tmp_path: Path) -> None:
    build(SPEC.model_copy(update={"dim": 256}), tmp_path / "a", texts=TEXTS, seed=13)
    weights = load(tmp_path / "a", "cpu")[0].embedding.weight
    assert weights.norm(dim=1).mean().item() == pytest.approx(1, abs=0.02)
    assert weights.requires_grad


def test_empty_and_unknown_texts_give_finite_vectors(tmp_path: Path) -> None:
    build(SPEC, tmp_path / "a", texts=TEXTS, seed=13)
    model = load(tmp_path / "a", "cpu")
    vectors = model.encode(["", "  ", "語語", "red river"], normalize_embeddings=True)
    assert np.isfinite(vectors).all()
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([0, 0, 1, 1], abs=1e-5)
    assert model.encode(["", ""], normalize_embeddings=True).tolist() == [[0.0] * 16] * 2


@pytest.mark.parametrize("texts", [[], ["", " "]])
def test_no_texts_is_an_error_for_the_user(texts: list[str]) -> None:
    with pytest.raises(LingmixError, match="there are none"):
        make_tokenizer(texts, 300)


def test_few_texts_give_fewer_tokens_than_the_largest_number() -> None:
    assert 20 < make_tokenizer(TEXTS, 5000).get_vocab_size() < 5000


def test_more_characters_than_tokens_is_an_error_for_the_user() -> None:
    with pytest.raises(LingmixError, match=r"vocabulary: 300 is too small .* have 4\d\d characters"):
        make_tokenizer([chr(0x4E00 + i) * 2 for i in range(450)], 300)


def test_a_static_encoder_needs_a_seed(tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match="seed"):
        build(SPEC, tmp_path / "a", texts=TEXTS)
