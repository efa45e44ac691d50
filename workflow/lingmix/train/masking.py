"""Hide tokens for the masked-token term, as BERT does (Devlin et al. 2019, 1810.04805)."""

from __future__ import annotations

from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Transformer

from lingmix.errors import LingmixError

IGNORED = -100
"""The label of a token that is not to be predicted."""


class Masking:
    """Chooses tokens at random: of the chosen, a share becomes the mask token, a share a random one, the rest stays.

    Args:
        model: a transformer whose tokenizer has a mask token.
        share: probability with which a token that is not special is chosen.
        masked, random: shares of the chosen.
        seed: with a batch's first row, what fixes the choice.

    Raises:
        LingmixError: the encoder has no mask token.
    """

    def __init__(self, model: SentenceTransformer, *, share: float, masked: float, random: float, seed: int) -> None:
        if not isinstance(model[0], Transformer) or model[0].tokenizer.mask_token_id is None:
            raise LingmixError(
                "masked_tokens: this encoder has no mask token to hide tokens behind; leave the term out"
            )
        self.tokenizer = model[0].tokenizer
        self.vocabulary = model[0].auto_model.get_input_embeddings().num_embeddings
        self.special = torch.tensor(sorted(self.tokenizer.all_special_ids))
        self.share, self.masked, self.random, self.seed = share, masked, random, seed

    def hidden(self, features: dict[str, Any], row: int) -> dict[str, Any]:
        """The features with tokens hidden, and under ``labels`` (n, L) what they were, :data:`IGNORED` elsewhere."""
        ids = features["input_ids"]
        generator = torch.Generator().manual_seed((self.seed << 32) + row * 1024 + ids.shape[1])
        draw = torch.rand((3, *ids.shape), generator=generator)
        chosen = (draw[0] < self.share) & ~torch.isin(ids, self.special)
        labels = torch.where(chosen, ids, IGNORED)
        hidden = torch.where(chosen & (draw[1] < self.masked), self.tokenizer.mask_token_id, ids)
        swapped = chosen & (draw[1] >= self.masked) & (draw[1] < self.masked + self.random)
        hidden = torch.where(swapped, (draw[2] * self.vocabulary).long(), hidden)
        return {**features, "input_ids": hidden, "labels": labels}
