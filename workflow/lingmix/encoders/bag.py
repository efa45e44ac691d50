"""A static encoder without torch, whose import takes longer than embedding a benchmark does."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

STATIC = "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"
FILE, WEIGHT = "model.safetensors", "embedding.weight"
TEXTS = 1024
"""Texts whose tokens' vectors are in memory at once."""


@dataclass(frozen=True)
class Bag:
    """A text's vector is the mean of its tokens'.

    Attributes:
        tokenizer: from a text to numbers of tokens.
        weights: float32 (V, d), a vector of each token.
        prompts: what is put before texts, by their kind.
    """

    tokenizer: Tokenizer
    weights: NDArray[np.float32]
    prompts: Mapping[str, str]

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 (len(texts), d), L2-normalised; a text without tokens is the zero vector."""
        vectors = np.zeros((len(texts), self.weights.shape[1]), dtype=np.float32)
        for start in range(0, len(texts), TEXTS):
            encodings = self.tokenizer.encode_batch_fast(list(texts[start : start + TEXTS]), add_special_tokens=False)
            ids = [np.array(encoding.ids, dtype=np.int64) for encoding in encodings]
            lengths = np.array([len(one) for one in ids])
            filled = np.flatnonzero(lengths)
            if not len(filled):
                continue
            first = np.cumsum(lengths) - lengths
            # in float64: a sum of thousands of tokens would lose digits
            sums = np.add.reduceat(self.weights[np.concatenate(ids)], first[filled], axis=0, dtype=np.float64)
            vectors[start + filled] = sums / lengths[filled, None]
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: NDArray[np.float32] = vectors / np.maximum(norms, np.float32(1e-12))  # as torch's normalize
        return unit


def read_bag(folder: Path) -> Bag | None:
    """The encoder in ``folder`` if it is a static one as :mod:`lingmix.encoders.static` makes it; else None."""
    from safetensors import safe_open
    from tokenizers import Tokenizer

    modules, about, stored = (folder / name for name in ("modules.json", "config_sentence_transformers.json", FILE))
    if not (modules.is_file() and about.is_file() and stored.is_file()):
        return None
    parts = json.loads(modules.read_text(encoding="utf-8"))
    if [(part["type"], part["path"]) for part in parts] != [(STATIC, "")]:
        return None
    settings = json.loads(about.read_text(encoding="utf-8"))
    with safe_open(str(stored), framework="numpy") as file:
        if list(file.keys()) != [WEIGHT] or settings.get("truncate_dim") or settings.get("default_prompt_name"):
            return None
        weights = file.get_tensor(WEIGHT)
    if weights.dtype != np.float32:
        return None
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    return Bag(tokenizer, weights, settings.get("prompts", {}))
