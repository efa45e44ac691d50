"""Translations of one query attract.

.. math:: L = -\\frac{1}{2T} \\sum_k \\left[
    \\log \\frac{e^{\\cos(q_k, t_k)/τ}}{\\sum_{j \\in C_k} e^{\\cos(q_k, t_j)/τ}} +
    \\log \\frac{e^{\\cos(q_k, t_k)/τ}}{\\sum_{j \\in C_k} e^{\\cos(q_j, t_k)/τ}} \\right]

over the T queries q_k of a batch that have a translation t_k, with C_k all of these but the others of k's group: the
contrast of parallel sentences of Hu et al. 2022 (2210.06633, semantic contrastive loss) and of VECO 2.0 (Zhang et al.
2023, 2304.08205, sequence-to-sequence alignment), applied to queries. The mean of both directions is ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lingmix.objectives.base import Batch, Need, SoftmaxTerm, passage_to_query, query_to_passage, zero

if TYPE_CHECKING:
    from torch import Tensor


class QueryAlignment(SoftmaxTerm):
    """Symmetric InfoNCE between queries and their translations; queries without one take no part."""

    def requirements(self) -> frozenset[Need]:
        """Translations of queries."""
        return frozenset({"translations"})

    def loss(self, batch: Batch, temperature: float | Tensor) -> Tensor:
        """See the module's formula; 0 for a batch without translations."""
        assert batch.translation is not None
        assert batch.translated is not None
        rows = batch.translated
        if not len(rows):
            return zero(batch)
        logits = batch.query[rows] @ batch.translation.T / temperature
        same_group = batch.same_group[rows][:, rows]
        return (query_to_passage(logits, same_group) + passage_to_query(logits, same_group)) / 2


TERM = QueryAlignment
