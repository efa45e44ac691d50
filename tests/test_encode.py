from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tiny_bert import tiny_bert
from tokenizers import Tokenizer, models, pre_tokenizers

from lingmix.data.shards import write_shard
from lingmix.data.tables import passage_rows
from lingmix.embeddings import read
from lingmix.encode import encode, encode_passages
from lingmix.encoders.bag import read_bag
from lingmix.encoders.load import prefixes
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


def test_a_static_encoder_read_without_torch_gives_the_same(tmp_path: Path) -> None:
    prompted = model(prompts={"query": "p "})
    prompted.save_pretrained(str(tmp_path / "model"))
    bag = read_bag(tmp_path / "model")
    assert bag is not None
    texts = ["b", "a b", "b", "unknown", "a a p"]
    assert prefixes(bag) == prefixes(prompted) == ("p ", "")
    for prefix in prefixes(bag):
        np.testing.assert_allclose(encode(bag, texts, prefix=prefix), encode(prompted, texts, prefix=prefix), atol=1e-6)


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


@pytest.fixture(scope="module")
def transformer(tmp_path_factory: pytest.TempPathFactory) -> SentenceTransformer:
    return tiny_bert(tmp_path_factory.mktemp("tiny"), prompts={"query": "w3 "})


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(st.integers(0, 59), max_size=35), min_size=1, max_size=20),
    st.sampled_from(["", "w3 ", "w4 w5 "]),
    st.sampled_from([1, 20, 2048]),
    st.sampled_from(["left", "right"]),
)
def test_a_transformer_gives_each_text_the_vector_that_it_has_alone(
    transformer: SentenceTransformer, words: list[list[int]], prefix: str, tokens: int, side: str
) -> None:
    texts = [" ".join(f"w{number}" for number in text) for text in words]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lingmix.encode.BATCH_TOKENS", {"cpu": tokens})
        patch.setattr("lingmix.tokens.AT_ONCE", 3)
        patch.setattr(transformer[0].tokenizer, "padding_side", side)
        vectors = encode(transformer, texts, prefix=prefix)
        single = [transformer.encode(text, prompt=prefix, normalize_embeddings=True) for text in texts]
    np.testing.assert_allclose(vectors, single, atol=2e-6)
    assert vectors.dtype == np.float32


def test_a_block_of_texts_is_tokenised_at_a_time_and_texts_of_similar_length_are_embedded_together(
    transformer: SentenceTransformer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lingmix.encode.BLOCK", 4)
    monkeypatch.setattr("lingmix.encode.BATCH_TOKENS", {"cpu": 30})
    seen: list[list[int]] = []
    handle = transformer[0].register_forward_pre_hook(
        lambda module, inputs: seen.append(inputs[0]["attention_mask"].sum(dim=1).tolist())
    )
    texts = [" ".join(["w1"] * number) for number in (20, 1, 9, 8, 2, 7, 5, 6)]
    encode(transformer, texts, prefix="")
    handle.remove()
    # two more tokens each; 22 in a batch with 11 would be 44
    assert seen == [[22], [11, 10], [3], [9, 8, 7], [4]]


def test_vectors_are_cut_to_the_dimensions_that_the_model_asks_for(transformer: SentenceTransformer) -> None:
    transformer.truncate_dim = 4
    try:
        found = encode(transformer, ["w1 w2", "w3"], prefix="")
    finally:
        transformer.truncate_dim = None
    whole = encode(transformer, ["w1 w2", "w3"], prefix="")[:, :4]
    np.testing.assert_allclose(found, whole / np.linalg.norm(whole, axis=1, keepdims=True), atol=1e-6)
