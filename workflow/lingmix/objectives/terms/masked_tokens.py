"""Masked language modelling: hidden tokens are predicted from the rest of their text.

.. math:: L = -\\frac{1}{|M|} \\sum_{i \\in M} \\log p(x_i \\mid \\tilde x)

with M a random share of the tokens of the batch's texts, each shown as the mask token, as a random token or as itself.
Devlin et al. 2019 (1810.04805, BERT); kept beside the alignment losses by VECO 2.0 (Zhang et al. 2023, 2304.08205). The
training loop masks and predicts, since that takes a second pass through the encoder; this term says how much is
masked, and takes the result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from pydantic import Field, model_validator

from lingmix.objectives.base import Batch, Need, Term

if TYPE_CHECKING:
    from torch import Tensor


class MaskedTokens(Term):
    """Cross entropy of masked tokens, for encoders with a mask token."""

    share: float = Field(0.15, gt=0, lt=1)
    """Share of the tokens that are predicted; special tokens never are."""
    masked: float = Field(0.8, ge=0, le=1)
    """Of these, the share shown as the mask token."""
    random: float = Field(0.1, ge=0, le=1)
    """Of these, the share shown as a random token. The rest is shown as it is."""

    @model_validator(mode="after")
    def _shares_fit(self) -> Self:
        if self.masked + self.random > 1 + 1e-9:
            raise ValueError(f"'masked' and 'random' are shares of one whole (got {self.masked} + {self.random})")
        return self

    def requirements(self) -> frozenset[Need]:
        """The cross entropy of masked tokens."""
        return frozenset({"masked"})

    def loss(self, batch: Batch, temperature: float | Tensor) -> Tensor:
        """The cross entropy that the training loop has taken."""
        assert batch.masked_loss is not None
        return batch.masked_loss


TERM = MaskedTokens
