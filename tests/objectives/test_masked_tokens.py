from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from loss_batches import batch_of, embeddings
from pydantic import ValidationError

from lingmix.objectives.terms.masked_tokens import MaskedTokens


def test_the_value_is_the_cross_entropy_that_training_took() -> None:
    entropy = torch.tensor(2.5, requires_grad=True)
    value = MaskedTokens().loss(replace(batch_of(embeddings(1)), masked_loss=entropy), 0.05)
    (gradient,) = torch.autograd.grad(value, entropy)
    assert value.item() == 2.5
    assert gradient.item() == 1


def test_the_defaults_are_those_of_bert() -> None:
    term = MaskedTokens()
    assert (term.share, term.masked, term.random) == (0.15, 0.8, 0.1)
    assert term.requirements() == {"masked"}
    assert not term.shares_temperature()


@pytest.mark.parametrize("values", [{"share": 0}, {"share": 1}, {"masked": 0.95}, {"random": 0.3}, {"temperature": 1}])
def test_shares_that_do_not_fit_are_refused(values: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        MaskedTokens.model_validate(values)


def test_all_tokens_may_be_masked_or_random() -> None:
    assert MaskedTokens(masked=0.9, random=0.1).random == 0.1
    assert MaskedTokens(masked=0, random=0).masked == 0
