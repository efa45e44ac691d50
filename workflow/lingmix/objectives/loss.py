"""An objective as the loss module that sentence-transformers' trainer calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from lingmix.objectives.base import Batch, Term


class ObjectiveLoss(nn.Module):
    """The weighted sum of an objective's terms over a batch.

    Args:
        model: the sentence-transformers model that is trained.
        terms: loss terms by name.
        temperature: τ for the terms that set none.
    """

    def __init__(self, model: nn.Module, terms: Mapping[str, Term], temperature: float) -> None:
        super().__init__()
        self.model = model
        self.terms = dict(terms)
        self.temperature = temperature

    def forward(self, sentence_features: Iterable[dict[str, Any]], labels: Tensor) -> Tensor:
        """Embed the columns (query, passage, then hard negatives) and sum the terms: a scalar.

        ``labels`` (B,) are the numbers of the pairs' groups.
        """
        columns = [self.model(features)["sentence_embedding"] for features in sentence_features]
        return self.value(columns[0], columns[1:], labels)

    def value(self, queries: Tensor, candidates: list[Tensor], groups: Tensor) -> Tensor:
        """The objective from embeddings: queries (B, d), candidates k × (B, d) with the positives first."""
        # float32 whatever autocast made of the embeddings: τ multiplies rounding errors
        query = nn.functional.normalize(queries.float(), dim=-1)
        passage = nn.functional.normalize(torch.cat(candidates).float(), dim=-1)
        negatives = len(passage) - len(query)
        same = groups[:, None] == groups[None, :]
        # a hard negative is wrong for its own query and unjudged for others, so it is masked for none
        same_group = nn.functional.pad(same, (0, negatives), value=False)
        batch = Batch(cosine=query @ passage.T, same_group=same_group)
        parts = [
            term.weight * term.loss(batch, term.temperature or self.temperature)
            for term in self.terms.values()
            if term.weight > 0
        ]
        return torch.stack(parts).sum()
