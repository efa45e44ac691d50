from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tiny_static import tiny_model

from lingmix.encoders.bag import TEXTS, read_bag

TEXT = ["w1 w2 w3 w3", "  ", "w39 w0 unknown", "w7", "w5 w6 " * 50]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tiny_model().save_pretrained(str(tmp_path / "model"))
    return tmp_path / "model"


def test_vectors_are_those_of_sentence_transformers(folder: Path) -> None:
    bag = read_bag(folder)
    assert bag is not None
    texts = [f"{text} {number}" if number else text for number in range(TEXTS // 3) for text in TEXT]
    expected = SentenceTransformer(str(folder), device="cpu").encode(texts, normalize_embeddings=True)
    np.testing.assert_allclose(bag.embed(texts), expected, atol=1e-6)
    assert bag.embed(["  "]).tolist() == [[0.0] * bag.weights.shape[1]]
    assert bag.embed([]).shape == (0, bag.weights.shape[1])


def test_a_mean_worked_by_hand(folder: Path) -> None:
    bag = read_bag(folder)
    assert bag is not None
    ids = bag.tokenizer.encode("w1 w2 w2", add_special_tokens=False).ids
    mean = sum(bag.weights[number].astype(np.float64) for number in ids) / len(ids)
    np.testing.assert_allclose(bag.embed(["w1 w2 w2"])[0], mean / np.linalg.norm(mean), atol=1e-6)


def test_what_is_more_than_a_bag_is_left_to_sentence_transformers(folder: Path, tmp_path: Path) -> None:
    assert read_bag(tmp_path) is None
    about = folder / "config_sentence_transformers.json"
    about.write_text(json.dumps({**json.loads(about.read_text()), "truncate_dim": 4}))
    assert read_bag(folder) is None
    half = tiny_model().half()
    half.save_pretrained(str(tmp_path / "half"))
    assert read_bag(tmp_path / "half") is None
    modules = folder / "modules.json"
    (only,) = json.loads(modules.read_text())
    modules.write_text(json.dumps([only, {**only, "idx": 1, "path": "1_Normalize"}]))
    assert read_bag(folder) is None


def test_prompts_come_with_it(tmp_path: Path) -> None:
    model = tiny_model()
    assert isinstance(model[0], StaticEmbedding)
    model.prompts = {"query": "ask: ", "document": ""}
    model.save_pretrained(str(tmp_path / "model"))
    bag = read_bag(tmp_path / "model")
    assert bag is not None
    assert bag.prompts["query"] == "ask: "
