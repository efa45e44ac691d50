"""Words that a bilingual lexicon pairs inside a parallel instance attract, against its unpaired words.

.. math:: L = -\\frac{1}{2P} \\sum_{(a, b)} \\left[ \\ell(a, b) + \\ell(b, a) \\right], \\quad
    \\ell(a, b) = \\log \\frac{e^{\\cos(a, b)/τ}}{e^{\\cos(a, b)/τ} + \\sum_{u \\in U} e^{\\cos(a, u)/τ}}

over the P pairs (a, b) of a batch, a in an instance's first text and b in its second, with U the words of both texts
that are in no pair. After the token-to-token alignment of VECO 2.0 (Zhang et al. 2023, 2304.08205), which does not
publish its constants: τ and the mean over pairs (not over instances) are ours, and no fidelity is claimed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from lingmix.objectives.base import Batch, Need, SoftmaxTerm, Words, zero

if TYPE_CHECKING:
    from torch import Tensor


class TokenAlignment(SoftmaxTerm):
    """Words that a lexicon pairs in a query and its passage, or its translation, attract; unpaired words repel."""

    lexicons: tuple[str, ...] = Field(min_length=1)
    """Names under ``lexicons``; two words are a pair if any of them has one as a translation of the other."""
    between: Literal["passage", "translation"] = "passage"
    """The two texts of an instance: a query and its passage in another language, or a query and its translation."""
    temperature: float | None = Field(0.1, gt=0)
    """τ, by which cosines of words are divided; ``train.temperature`` if null. The default is our choice."""

    def requirements(self) -> frozenset[Need]:
        """Words, and translations of queries if these are the second texts."""
        return frozenset({"words", "translations"} if self.between == "translation" else {"words"})

    def loss(self, batch: Batch, temperature: float | Tensor) -> Tensor:
        """See the module's formula; 0 for a batch without pairs."""
        import torch

        assert batch.words is not None
        if not len(batch.words.pairs):
            return zero(batch)
        cosine, unpaired = _within_instances(batch.words)
        word = torch.cat([batch.words.pairs, batch.words.pairs.flip(1)])
        vectors = batch.words.vectors[word]
        own = (vectors[:, 0] * vectors[:, 1]).sum(-1, keepdim=True) / temperature
        others = (cosine[word[:, 0]] / temperature).masked_fill(~unpaired[word[:, 0]], float("-inf"))
        return (torch.cat([own, others], dim=1).logsumexp(1) - own[:, 0]).mean()


def _within_instances(words: Words) -> tuple[Tensor, Tensor]:
    """Each word's cosines with the words of its instance, float (W, M), and which of these are unpaired, bool (W, M).

    M is the size of the largest instance; smaller ones are filled up with false.
    """
    import torch

    _, instance, sizes = torch.unique(words.instance, return_inverse=True, return_counts=True)
    order = instance.argsort(stable=True)
    place = torch.empty_like(order)
    place[order] = torch.arange(len(order), device=order.device) - (sizes.cumsum(0) - sizes)[instance[order]]
    shape = (len(sizes), int(sizes.max()))
    vectors = words.vectors.new_zeros(*shape, words.vectors.shape[1]).index_put((instance, place), words.vectors)
    unpaired = torch.zeros(shape, dtype=torch.bool, device=order.device)
    unpaired[instance, place] = True
    unpaired[instance[words.pairs], place[words.pairs]] = False
    return (vectors @ vectors.mT)[instance, place], unpaired[instance]


TERM = TokenAlignment
