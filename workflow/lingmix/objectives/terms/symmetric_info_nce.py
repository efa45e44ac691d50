"""InfoNCE in both directions.

The mean of :mod:`~lingmix.objectives.terms.info_nce` and of the same with queries and passages exchanged: each positive
passage against all queries of the batch. The mean, not the sum, so that weights compare across terms (as in
sentence-transformers' ``partition_mode="per_direction"``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lingmix.objectives.base import Batch, SoftmaxTerm, passage_to_query, query_to_passage

if TYPE_CHECKING:
    from torch import Tensor


class SymmetricInfoNCE(SoftmaxTerm):
    """The mean of InfoNCE query to passage and passage to query."""

    def loss(self, batch: Batch, temperature: float | Tensor) -> Tensor:
        """See the module's formula."""
        logits = batch.cosine / temperature
        return (query_to_passage(logits, batch.same_group) + passage_to_query(logits, batch.same_group)) / 2


TERM = SymmetricInfoNCE
