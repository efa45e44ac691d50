"""What a teacher makes of the batch's texts is copied.

With s the student's vectors, t the teacher's, of all queries and positive passages, d dimensions each, all normalised:

.. math:: L_{cosine} = \\frac{1}{2B} \\sum_x (1 - \\cos(s_x, t_x)), \\quad
    L_{mse} = \\frac{1}{2Bd} \\sum_x \\lVert s_x - t_x \\rVert^2 = \\frac{2}{d} L_{cosine}, \\quad
    L_{scores} = \\frac{1}{B} \\sum_i KL(p^t_i \\,\\Vert\\, p^s_i), \\quad
    p^s_i(j) = \\frac{e^{\\cos(s_{q_i}, s_{p_j})/τ}}{\\sum_{k \\in C_i} e^{\\cos(s_{q_i}, s_{p_k})/τ}}

and :math:`p^t_i` the same of the teacher, C_i the batch's positive passages but the others of i's group, of which a
teacher that knows fewer languages would say that they are wrong. Vectors: Reimers and Gurevych 2020 (2004.09813, mse),
Kim et al. 2023 (2301.12005, EmbedDistill). Scores: Hinton et al. 2015 (1503.02531), Lin et al. 2020 (2010.11386) for
dense retrieval, here without their factor τ².
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, model_validator

from lingmix.errors import LingmixError
from lingmix.objectives.base import Batch, Need, Term

if TYPE_CHECKING:
    from torch import Tensor


class Distillation(Term):
    """Distance of queries and passages, or of their scores, to a teacher's."""

    teacher: str
    """A name under ``encoders``."""
    kind: Literal["cosine", "mse", "scores"] = "cosine"
    """What is copied: vectors, by cosine or by mean squared error, which takes equal dimensions; or scores, which does
    not."""
    temperature: float = Field(0.05, gt=0)
    """τ of ``kind: scores``, for teacher and student. Never learned: a large one would make any two alike."""

    @model_validator(mode="after")
    def _temperature_divides_scores(self) -> Self:
        if self.kind != "scores" and self.temperature != type(self).model_fields["temperature"].default:
            raise ValueError(f"'temperature' is for 'kind: scores'; 'kind: {self.kind}' has no softmax")
        return self

    def requirements(self) -> frozenset[Need]:
        """A teacher's embeddings."""
        return frozenset({"teacher"})

    def tau(self, shared: object) -> float:
        """See :meth:`Term.tau`."""
        return self.temperature

    def check(self, student: int, teacher: int) -> None:
        """Raise a LingmixError if vectors of these dimensions cannot be compared."""
        if self.kind != "scores" and student != teacher:
            raise LingmixError(
                f"distillation: teacher '{self.teacher}' has {teacher} dimensions and the encoder that is trained has "
                f"{student}; 'kind: {self.kind}' compares vectors of equal dimensions, 'kind: scores' those of any"
            )

    def loss(self, batch: Batch, temperature: float | Tensor) -> Tensor:
        """See the module's formulas. Raises LingmixError as :meth:`check` does."""
        import torch

        assert batch.teacher_query is not None
        assert batch.teacher_passage is not None
        size = len(batch.query)
        query, passage = (
            vectors[self.teacher].to(batch.query.dtype) for vectors in (batch.teacher_query, batch.teacher_passage)
        )
        if self.kind == "scores":
            others = batch.same_group[:, :size] & ~torch.eye(size, dtype=torch.bool, device=query.device)
            return _divergence(query @ passage.T / temperature, batch.cosine[:, :size] / temperature, others)
        self.check(batch.query.shape[1], query.shape[1])
        student = torch.cat([batch.query, batch.passage[:size]])
        teacher = torch.cat([query, passage])
        if self.kind == "mse":
            return torch.nn.functional.mse_loss(student, teacher)
        return (1 - (student * teacher).sum(-1)).mean()


def _divergence(target: Tensor, logits: Tensor, out: Tensor) -> Tensor:
    """Mean over rows of KL(softmax of target ‖ softmax of logits), all (B, B), without the cells in ``out``."""
    # the logarithms of cells that are out are −∞; as 0 they cancel, and their gradient is 0 rather than undefined
    expected, given = (x.masked_fill(out, float("-inf")).log_softmax(1).masked_fill(out, 0.0) for x in (target, logits))
    return (expected.exp() * (expected - given)).sum(1).mean()


TERM = Distillation
