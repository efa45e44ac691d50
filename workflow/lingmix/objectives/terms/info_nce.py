"""InfoNCE over the batch, query to passage.

.. math:: L = -\\frac{1}{B} \\sum_i \\log \\frac{e^{\\cos(q_i, p_i)/τ}}{\\sum_{j \\in C_i} e^{\\cos(q_i, p_j)/τ}}

with C_i all candidate passages but the other positives of i's group. van den Oord et al. 2018 (1807.03748); the
objective of Elmahdy et al. 2024 (2408.10536).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lingmix.objectives.base import Batch, SoftmaxTerm, query_to_passage

if TYPE_CHECKING:
    from torch import Tensor


class InfoNCE(SoftmaxTerm):
    """−log softmax of cos(q, p)/τ over the batch's passages and hard negatives, query to passage."""

    def loss(self, batch: Batch, temperature: float | Tensor) -> Tensor:
        """See the module's formula."""
        return query_to_passage(batch.cosine / temperature, batch.same_group)


TERM = InfoNCE
