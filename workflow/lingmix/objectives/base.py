"""What a loss term is given, what it declares, and the two softmax directions that terms share.

Importing this module does not import torch, so that a study can be validated without it.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field

from lingmix.config.base import Model

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class Batch:
    """The embeddings of one training batch of B pairs.

    Attributes:
        cosine: float (B, B + H), the cosine of every query with every candidate passage. Column i < B is query i's
            own positive passage; the H columns after them are hard negatives.
        same_group: bool (B, B + H), true where a candidate answers a query of the same group; the diagonal is
            always true. An off-diagonal true cell is a positive that must not be pushed away.
    """

    cosine: Tensor
    same_group: Tensor


class Term(Model):
    """A loss term: its declared parameters are its fields, its value is :meth:`loss`."""

    weight: float = Field(1.0, ge=0)
    """Factor of this term in the objective's sum."""
    temperature: float | None = Field(None, gt=0)
    """τ, by which cosines are divided; ``train.temperature`` if not given."""

    @abstractmethod
    def loss(self, batch: Batch, temperature: float) -> Tensor:
        """The term's value, a scalar, before weighting. ``temperature`` is the one that applies."""


def query_to_passage(logits: Tensor, same_group: Tensor) -> Tensor:
    """Mean over queries of −log softmax over all candidates, at the query's own positive.

    ``logits`` (B, B + H); candidates of the query's own group, other than its positive, leave the denominator.
    """
    import torch

    own = torch.eye(*logits.shape, dtype=torch.bool, device=logits.device)
    masked = logits.masked_fill(same_group & ~own, float("-inf"))
    return torch.nn.functional.cross_entropy(masked, torch.arange(len(logits), device=logits.device))


def passage_to_query(logits: Tensor, same_group: Tensor) -> Tensor:
    """The other direction: each positive passage against all queries. Hard negatives have no query and take no part."""
    size = len(logits)
    return query_to_passage(logits[:, :size].T, same_group[:, :size].T)
