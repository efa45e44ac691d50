"""What a loss term is given, what it declares, and the two softmax directions that terms share.

Importing this module does not import torch, so that a study can be validated without it.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self, TypeVar

from pydantic import Field, model_validator

from lingmix.config.change import Changing

if TYPE_CHECKING:
    from torch import Tensor

T = TypeVar("T")
Need = Literal["translations", "teacher", "words", "masked"]
"""What a term may need of a batch beside queries and passages: see the attributes of :class:`Batch`."""


@dataclass(frozen=True)
class Words:
    """The words of a batch's bilingual instances; an instance is the two texts of one row in two languages.

    Attributes:
        vectors: float (W, d), L2-normalised, one for each word.
        instance: int64 (W,), the row that a word is of.
        pairs: int64 (P, 2), numbers of words of one instance, from its first and its second text, that a lexicon has
            as translations of each other. A word that occurs twice in a text is in the pairs with both occurrences.
    """

    vectors: Tensor
    instance: Tensor
    pairs: Tensor


@dataclass(frozen=True)
class Batch:
    """The embeddings of one training batch of B pairs.

    Attributes:
        cosine: float (B, B + H), the cosine of every query with every candidate passage. Column i < B is query i's
            own positive passage; the H columns after them are hard negatives.
        same_group: bool (B, B + H), true where a candidate answers a query of the same group; the diagonal is
            always true. An off-diagonal true cell is a positive that must not be pushed away.
        query: float (B, d), L2-normalised.
        passage: float (B + H, d), L2-normalised.
        query_lang, passage_lang: int64 (B,), numbers of languages.
        translation: float (T, d), L2-normalised: translations of some rows' queries, T may be 0. None if no term
            needs them.
        translated: int64 (T,), the rows that they belong to. None if no term needs them.
        teacher_query, teacher_passage: float (B, t), L2-normalised: what a teacher makes of the B queries and their
            positive passages, by the teacher's name. None if no term needs them.
        words: None if no term needs them.
        masked_loss: scalar, the cross entropy of the masked tokens. None if no term needs it.
    """

    cosine: Tensor
    same_group: Tensor
    query: Tensor
    passage: Tensor
    query_lang: Tensor
    passage_lang: Tensor
    translation: Tensor | None = None
    translated: Tensor | None = None
    teacher_query: dict[str, Tensor] | None = None
    teacher_passage: dict[str, Tensor] | None = None
    words: Words | None = None
    masked_loss: Tensor | None = None


class Term(Changing):
    """A loss term: its declared parameters are its fields, its value is :meth:`loss`."""

    weight: float = Field(1.0, ge=0)
    """Factor of this term in the objective's sum."""
    weight_end: float | None = Field(None, ge=0)
    """The factor that the weight changes to during training; it stays if this is not given."""

    @model_validator(mode="after")
    def _nothing_idle(self) -> Self:
        if idle := list(self.idle("weight")):
            raise ValueError("; ".join(idle))
        return self

    def requirements(self) -> frozenset[Need]:
        """What the batch must hold beside queries and passages."""
        return frozenset()

    def takes_part(self) -> bool:
        """Whether the weight is ever above 0."""
        return self.weight > 0 or bool(self.weight_end)

    def weight_at(self, progress: float) -> float:
        """The factor after a share ``progress`` of the steps, from 0 to 1."""
        return self.weight if self.weight_end is None else self.moved(self.weight, self.weight_end, progress)

    def tau(self, shared: T) -> float | T:
        """The temperature to call :meth:`loss` with; ``shared`` is that of training, a tensor if it is learned."""
        return shared

    def shares_temperature(self) -> bool:
        """Whether the temperature of training has a part in the loss: without one, nothing could learn it."""
        return False

    @abstractmethod
    def loss(self, batch: Batch, temperature: float | Tensor) -> Tensor:
        """The term's value, a scalar, before weighting. ``temperature`` is the one that applies, see :meth:`tau`."""


class SoftmaxTerm(Term):
    """A term with a softmax over cosines."""

    temperature: float | None = Field(None, gt=0)
    """τ, by which cosines are divided; ``train.temperature`` if not given."""

    def tau(self, shared: T) -> float | T:
        """See :meth:`Term.tau`."""
        return shared if self.temperature is None else self.temperature

    def shares_temperature(self) -> bool:
        """See :meth:`Term.shares_temperature`."""
        return self.temperature is None


def zero(batch: Batch) -> Tensor:
    """The value of a term that has nothing to say about a batch: 0, with gradients of 0."""
    return 0.0 * (batch.query.sum() + batch.passage.sum())


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
