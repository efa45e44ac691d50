"""How far the languages of a batch lie apart, by their means. Our own design; no paper's.

.. math:: L = \\frac{1}{2} (D(q) + D(p)), \\quad
    D = \\frac{1}{L} \\sum_l \\lVert μ_l - \\barμ \\rVert^2
      = \\frac{1}{L} \\sum_l C_{ll} - \\frac{1}{L^2} \\sum_{l, m} C_{lm}, \\quad C_{lm} = μ_l \\cdot μ_m

with μ_l the mean vector of language l and :math:`\\barμ` the mean of the L languages' means, for queries and for
positive passages. A batch has few rows of each language, and the squared norm of the mean of n rows is too large by
their variance / n, so that its gradient would pull a language's texts together. So C_ll is the mean cosine over pairs
of different rows: D has the right expectation, and may be slightly below 0. It is (L − 1) / 2L times the mean over
pairs of languages of the squared linear-kernel MMD (Gretton et al. 2012, JMLR 13, unbiased estimate). Rows of one group
are neither independent nor to be pushed apart, so they are no pairs within a language; a language without any pair is
left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lingmix.objectives.base import Batch, Term, zero

if TYPE_CHECKING:
    from torch import Tensor


class LanguageBias(Term):
    """Mean squared distance of the languages' mean vectors from their centre, estimated without bias."""

    def loss(self, batch: Batch, temperature: float | Tensor) -> Tensor:
        """See the module's formula; 0 for a batch in one language."""
        size = len(batch.query)
        same_group = batch.same_group[:, :size]
        queries = _spread(batch.query, batch.query_lang, same_group)
        passages = _spread(batch.passage[:size], batch.passage_lang, same_group)
        return zero(batch) + (queries + passages) / 2


def _spread(vectors: Tensor, languages: Tensor, same_group: Tensor) -> Tensor | float:
    """D of the module's formula: vectors float (B, d), languages int64 (B,), same_group bool (B, B)."""
    import torch

    _, number = torch.unique(languages, return_inverse=True)
    member = torch.nn.functional.one_hot(number).to(vectors.dtype)
    apart = (~same_group).to(vectors.dtype)
    pairs = (member * (apart @ member)).sum(0)
    member, pairs = member[:, pairs > 0], pairs[pairs > 0]
    count = len(pairs)
    if count < 2:
        return 0.0
    cosine = vectors @ vectors.T
    within = (member * ((cosine * apart) @ member)).sum(0) / pairs
    share = member / member.sum(0)
    between = share.T @ cosine @ share
    return within.mean() - (within.sum() + between.sum() - between.diagonal().sum()) / count**2


TERM = LanguageBias
