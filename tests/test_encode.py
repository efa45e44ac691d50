from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer, models, pre_tokenizers

from lingmix.data.shards import write_shard
from lingmix.data.tables import passage_rows
from lingmix.encode import encode, encode_passages, read, write
from lingmix.errors import LingmixError

WEIGHTS = torch.tensor([[0.0, 0.0], [3.0, 4.0], [0.0, 2.0], [1.0, 0.0]])


def model(**options: Any) -> SentenceTransformer:
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "a": 1, "b": 2, "p": 3}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    module = StaticEmbedding(tokenizer, embedding_weights=WEIGHTS.clone())
    return SentenceTransformer(modules=[module], device="cpu", **options)


def test_vectors_have_length_one_and_the_order_of_the_texts() -> None:
    vectors = encode(model(), ["b", "a", "b", "unknown"], prefix="")
    np.testing.assert_allclose(vectors, [[0, 1], [0.6, 0.8], [0, 1], [0, 0]], atol=1e-7)
    assert vectors.dtype == np.float32


def test_the_prefix_stands_before_each_text_and_no_default_prompt_beside_it() -> None:
    prompted = model(prompts={"query": "p "}, default_prompt_name="query")
    np.testing.assert_allclose(encode(prompted, ["b"], prefix=""), [[0, 1]], atol=1e-7)
    half = np.array([[0.5, 1.0]]) / np.hypot(0.5, 1.0)
    np.testing.assert_allclose(encode(prompted, ["b"], prefix="p "), half, atol=1e-7)


def test_each_distinct_text_is_encoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    plain = SentenceTransformer.encode

    def recording(self: SentenceTransformer, texts: list[str], **options: Any) -> Any:
        seen.extend(texts)
        return plain(self, texts, **options)

    monkeypatch.setattr(SentenceTransformer, "encode", recording)
    encode(model(), ["b", "a", "b"], prefix="")
    assert seen == ["b", "a"]


def test_a_vector_that_is_not_finite_is_an_error_that_shows_the_text() -> None:
    broken = model()
    with torch.no_grad():
        broken[0].embedding.weight[2] = float("nan")
    with pytest.raises(LingmixError, match="1 of 2 texts have an embedding that is not finite, the first: 'b'"):
        encode(broken, ["a", "b", "a"], prefix="")


def test_vectors_come_back_and_must_fit_the_benchmark(tmp_path: Path) -> None:
    vectors = np.arange(6, dtype=np.float32).reshape(3, 2)
    path = tmp_path / "vectors.npy"
    write(vectors, path)
    np.testing.assert_array_equal(read(path, 3), vectors)
    assert [file.name for file in tmp_path.iterdir()] == ["vectors.npy"]
    with pytest.raises(LingmixError, match=re.escape("holds float32 (3, 2), but the benchmark has 4 texts")):
        read(path, 4)
    write(vectors.astype(np.float64), path)  # type: ignore[arg-type]
    with pytest.raises(LingmixError, match="holds float64"):
        read(path, 3)


@pytest.mark.parametrize("content", [b"", b"something else", None])
def test_a_file_without_vectors_is_an_error(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "vectors.npy"
    write(np.zeros((300, 2), dtype=np.float32), path)
    path.write_bytes(path.read_bytes()[:-100] if content is None else content)
    with pytest.raises(LingmixError, match=r"vectors\.npy holds no embeddings .*; delete it"):
        read(path, 300)


def test_passages_of_several_tables_are_embedded_in_the_order_of_their_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lingmix.data.shards.BLOCK", 2)  # so that equal texts are in different blocks
    rows = [
        [("1", "sw", "a"), ("2", "de", "b"), ("3", "sw", "b"), ("4", "de", "a b"), ("5", "en", "a")],
        [("6", "de", "a"), ("7", "sw", "b a b")],
    ]
    paths = [str(tmp_path / f"{number}.parquet") for number in range(len(rows))]
    for path, table in zip(paths, rows, strict=True):
        write_shard([pd.DataFrame(table, columns=["passage", "lang", "text"])], Path(path), name=path)
    seen: list[str] = []
    plain = SentenceTransformer.encode

    def recording(self: SentenceTransformer, texts: list[str], **options: Any) -> Any:
        seen.extend(texts)
        return plain(self, texts, **options)

    monkeypatch.setattr(SentenceTransformer, "encode", recording)
    encode_passages(model(), paths, tmp_path / "passages.npy", prefix="p ")
    assert sorted(seen) == ["a", "a b", "b", "b a b"]
    ordered = passage_rows(paths, ["passage", "text"])
    assert ordered["passage"].tolist() == ["2", "4", "6", "5", "1", "3", "7"]
    expected = encode(model(), ordered["text"].tolist(), prefix="p ")
    np.testing.assert_array_equal(read(tmp_path / "passages.npy", 7), expected)
    assert not list(tmp_path.glob(".*"))
