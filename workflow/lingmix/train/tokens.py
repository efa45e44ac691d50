"""Tokenise each text once, not once for every batch that holds it."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers.sentence_transformer.modules import StaticEmbedding

LIMIT = 1_000_000
"""Texts remembered; when there are more, it starts over."""


class TokenMemory:
    """Stands in for ``preprocess`` of a bag of embeddings, for which tokenising costs more than the forward pass.

    It returns what ``StaticEmbedding.preprocess`` returns: ``input_ids`` int64 (tokens,), the tokens of all texts in a
    row, and ``offsets`` int64 (texts,), where each text begins.
    """

    def __init__(self, module: StaticEmbedding) -> None:
        self.tokenizer = module.tokenizer
        self._ids: dict[str, NDArray[np.int32]] = {}

    def __call__(self, texts: list[str], prompt: str | None = None, **_: Any) -> dict[str, torch.Tensor]:
        """Token ids of ``texts``, each with ``prompt`` before it."""
        texts = [prompt + text for text in texts] if prompt else texts
        if len(self._ids) > LIMIT:
            self._ids.clear()
        new = [text for text in dict.fromkeys(texts) if text not in self._ids]
        for text, encoding in zip(new, self.tokenizer.encode_batch_fast(new, add_special_tokens=False), strict=True):
            self._ids[text] = np.array(encoding.ids, dtype=np.int32)
        ids = [self._ids[text] for text in texts]
        ends = np.cumsum([len(text) for text in ids])
        return {
            "input_ids": torch.from_numpy(np.concatenate(ids).astype(np.int64)),
            "offsets": torch.from_numpy(np.concatenate([[0], ends[:-1]]).astype(np.int64)),
        }
