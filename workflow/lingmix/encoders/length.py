"""The number of tokens after which an encoder cuts a text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lingmix.errors import LingmixError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


def limit_length(model: SentenceTransformer, max_length: int | None) -> None:
    """Let ``model`` cut texts after ``max_length`` tokens, special tokens included; None keeps its own limit.

    A limit beyond the position embeddings would fail in the middle of a run, so the model's own is lowered to
    them where a repository declares a larger one. Raises LingmixError if ``max_length`` exceeds them or if the
    model has no limit (a bag of tokens reads the whole text).
    """
    positions = _positions(model)
    own = model.max_seq_length
    if max_length is None:
        if positions is not None and own is not None and own > positions:
            model.max_seq_length = positions
        return
    if own is None or own == math.inf:
        raise LingmixError(
            f"max_length: {max_length} has no meaning for this encoder: it reads texts whole. Remove it."
        )
    if positions is not None and max_length > positions:
        raise LingmixError(f"max_length: {max_length} is beyond the {positions} positions that the encoder knows.")
    model.max_seq_length = max_length


def _positions(model: SentenceTransformer) -> int | None:
    """Rows of the learned position table that tokens can use; None for relative positions or none at all.

    RoBERTa and its kin number tokens from ``padding_idx + 1``, so that many rows are never used.
    """
    from torch import nn

    for module in model.modules():
        table = getattr(module, "position_embeddings", None)
        if isinstance(table, nn.Embedding):
            padding = getattr(module, "padding_idx", None)
            return table.num_embeddings - (padding + 1 if isinstance(padding, int) else 0)
    return None
