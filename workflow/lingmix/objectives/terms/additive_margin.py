"""The dual-encoder objective with additive margin.

Symmetric InfoNCE over φ(q_i, p_j) = cos(q_i, p_j) − m·[i = j]: the positive pair must win by the margin m. Yang et al.
2019 (1902.08564, bidirectional additive margin softmax), as in LaBSE (Feng et al. 2020, 2007.01852) with m = 0.3. The
sources add the two directions; this is their mean, so that weights compare across terms (weight 2 gives the sum).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from lingmix.objectives.base import Batch, SoftmaxTerm, passage_to_query, query_to_passage

if TYPE_CHECKING:
    from torch import Tensor


class AdditiveMargin(SoftmaxTerm):
    """Softmax in both directions over cos − m on the positives: the pair must win by a margin."""

    margin: float = Field(0.3, ge=0, le=2)
    """m, subtracted from the cosine of each positive pair."""

    def loss(self, batch: Batch, temperature: float | Tensor) -> Tensor:
        """See the module's formula."""
        import torch

        own = torch.eye(*batch.cosine.shape, dtype=batch.cosine.dtype, device=batch.cosine.device)
        logits = (batch.cosine - self.margin * own) / temperature
        return (query_to_passage(logits, batch.same_group) + passage_to_query(logits, batch.same_group)) / 2


TERM = AdditiveMargin
