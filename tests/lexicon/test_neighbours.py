"""Words that are each other's nearest neighbours."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lingmix.config.lexicon import Neighbours
from lingmix.lexicon import neighbours
from lingmix.lexicon.build import build
from lingmix.store import write_table


def pairs(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["lang", "query", "passage"])


def test_the_vocabulary_is_sorted_and_written_as_most_often() -> None:
    table = pairs(("de", "Haus haus Haus", "Zug, 12"), ("en", "The house", "the the 3"), ("zh", "!", "?"))
    assert neighbours.vocabulary([table], 1) == {"de": ["Haus", "Zug"], "en": ["house", "the"]}
    assert neighbours.vocabulary([table], 2) == {"de": ["Haus"], "en": ["the"]}
    assert neighbours.vocabulary([table, table], 2) == neighbours.vocabulary([table], 1)


def test_mutual_neighbours_by_hand() -> None:
    first = np.array([[1, 0], [0.8, 0.6], [0, 1]], dtype=np.float32)
    second = np.array([[0.96, 0.28], [0, 1], [-1, 0]], dtype=np.float32)
    one, other, cosine = neighbours.mutual_neighbours(first, second)
    # the first row's nearest is second[0] (.96), whose nearest is the first row (.96, not .936)
    assert one.tolist() == [0, 2]
    assert other.tolist() == [0, 1]
    assert cosine == pytest.approx([0.96, 1])


@pytest.mark.parametrize("block", [1, 3, 7, 100])
def test_mutual_neighbours_against_brute_force(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "BLOCK", block)
    generator = np.random.default_rng(3)
    first, second = (generator.standard_normal((size, 5)).astype(np.float32) for size in (23, 17))
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    second /= np.linalg.norm(second, axis=1, keepdims=True)
    table = [[float(a @ b) for b in second] for a in first]
    expected = [
        (i, j)
        for i in range(23)
        for j in range(17)
        if table[i][j] == max(table[i]) and table[i][j] == max(row[j] for row in table)
    ]
    one, other, cosine = neighbours.mutual_neighbours(first, second)
    assert list(zip(one.tolist(), other.tolist(), strict=True)) == expected
    assert cosine == pytest.approx([table[i][j] for i, j in expected], abs=1e-5)


def test_a_lexicon_from_an_encoder_on_disk(tmp_path: Path) -> None:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    vectors = {"haus": (1, 0), "house": (0.9, 0.1), "zug": (0, 1), "train": (0.3, 0.9), "trains": (0.6, 0.7)}
    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(vectors)}, unk_token="haus"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    weights = torch.tensor(list(vectors.values()), dtype=torch.float32)
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu").save(
        str(tmp_path / "encoder"), create_model_card=False
    )
    write_table(pairs(("de", "haus", "zug"), ("en", "trains", "house train")), tmp_path / "pairs.parquet")
    inputs = {"pairs": [str(tmp_path / "pairs.parquet")], "encoder": [str(tmp_path / "encoder")]}
    spec = {"kind": "neighbours", "encoder": "static", "datasets": ("cldr-qa/train",)}
    near = build(Neighbours(**spec, similarity=0.9), inputs, name="near")
    assert near.to_numpy().tolist() == [["de", "haus", "en", "house"], ["de", "zug", "en", "train"]]
    nearest = build(Neighbours(**spec, similarity=0.98), inputs, name="near")
    assert nearest.to_numpy().tolist() == [["de", "haus", "en", "house"]]
