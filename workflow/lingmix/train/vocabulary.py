"""Train only the rows of the token embedding that the training texts use, and put them back afterwards.

A multilingual vocabulary has hundreds of thousands of rows, of which a run's texts use some ten thousand; gradients,
their norm and AdamW's moments of the others are zero. What AdamW does to those is known in closed form: decoupled
weight decay multiplies them by 1 − lr·λ at every step.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Transformer
from torch import Tensor, nn

from lingmix.train.memory import page_out

BLOCK = 10_000
"""Texts tokenised at a time."""
MOST = 2_000_000
"""Texts above which tokenising them all first would cost more than it saves."""


class TrimmedVocabulary:
    """A transformer whose token embedding holds only the rows in use.

    Attributes:
        renumber: int64 (V,), the new number of each token, −1 for one that is not there.
    """

    def __init__(self, model: SentenceTransformer, texts: Iterable[str]) -> None:
        """Trim ``model``, whose texts (prefixes included) will be among ``texts``."""
        first: Any = model[0]
        self.transformer = first.auto_model
        self.full: nn.Embedding = self.transformer.get_input_embeddings()
        keep = used_tokens(model, texts)
        self.keep = torch.from_numpy(keep)
        self.renumber = torch.full((self.full.num_embeddings,), -1, dtype=torch.int64)
        self.renumber[self.keep] = torch.arange(len(keep))
        padding = self.full.padding_idx
        small = nn.Embedding(
            len(keep), self.full.embedding_dim, padding_idx=None if padding is None else int(self.renumber[padding])
        )
        with torch.no_grad():
            small.weight.copy_(self.full.weight[self.keep])
        small.weight.requires_grad_(self.full.weight.requires_grad)
        self.transformer.set_input_embeddings(small.to(self.full.weight.device))
        page_out(self.full.weight)

    def restore(self, decay: float) -> None:
        """Give the model its whole embedding back, rows that were not in use multiplied by ``decay``."""
        small = self.transformer.get_input_embeddings()
        with torch.no_grad():
            # in place: a second copy would be the most memory that training needs
            self.full.weight.mul_(decay)
            self.full.weight[self.keep] = small.weight.detach().to(self.full.weight)
        self.transformer.set_input_embeddings(self.full)


def can_trim(model: SentenceTransformer, count: int) -> bool:
    """Whether trimming is exact for this model and worth its time for ``count`` texts.

    The numbers of the special tokens must not change, since position embeddings may be counted from the padding
    token's; and no other weights may be tied to the embedding.
    """
    if count > MOST or not isinstance(model[0], Transformer) or model[0].tokenizer is None:
        return False
    transformer = model[0].auto_model
    embedding = transformer.get_input_embeddings()
    if type(embedding) is not nn.Embedding or embedding.max_norm is not None:
        return False
    tied = [weight for weight in transformer.parameters() if weight is embedding.weight]
    special = sorted(model[0].tokenizer.all_special_ids)
    padding = embedding.padding_idx
    return len(tied) == 1 and (padding is None or all(number in special for number in range(padding)))


def used_tokens(model: SentenceTransformer, texts: Iterable[str]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The distinct tokens of ``texts`` and the special ones, ascending."""
    first: Any = model[0]
    tokenizer = first.tokenizer
    used = set(tokenizer.all_special_ids)
    block: list[str] = []
    for text in texts:
        block.append(text)
        if len(block) == BLOCK:
            used |= _tokens(tokenizer, block)
            block = []
    if block:
        used |= _tokens(tokenizer, block)
    return np.array(sorted(used), dtype=np.int64)


def _tokens(tokenizer: Any, texts: list[str]) -> set[int]:
    return {token for ids in tokenizer(texts, truncation=False, verbose=False)["input_ids"] for token in ids}


def decay_of_idle(learning_rates: Iterable[float], weight_decay: float) -> float:
    """What AdamW multiplies a weight by that never has a gradient: ∏ (1 − lr·λ) over the steps (1711.05101)."""
    return math.prod(1 - rate * weight_decay for rate in learning_rates)


def renumbered(features: dict[str, Any], renumber: Tensor) -> dict[str, Any]:
    """Features with token numbers of the trimmed embedding.

    Raises:
        ValueError: a token was trimmed away that is needed after all.
    """
    ids = renumber[features["input_ids"]]
    if bool((ids < 0).any()):
        raise ValueError("a training text holds a token that its vocabulary was trimmed of")
    return {**features, "input_ids": ids}
