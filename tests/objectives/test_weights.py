"""What all terms share: weights, their schedules, temperatures, and the sum."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, get_origin

import pytest
import torch
from loss_batches import batch_of, embeddings
from pydantic import ValidationError

from lingmix.config.objective import Objective, term_classes
from lingmix.objectives.base import SoftmaxTerm, Term, zero
from lingmix.objectives.loss import ObjectiveLoss
from lingmix.objectives.terms.additive_margin import AdditiveMargin
from lingmix.objectives.terms.info_nce import InfoNCE
from lingmix.objectives.terms.language_bias import LanguageBias
from lingmix.objectives.terms.symmetric_info_nce import SymmetricInfoNCE

MODEL = torch.nn.Sequential(torch.nn.Identity())


def with_required(name: str, **values: Any) -> Term:
    """A term with something in the parameters that have to be given: they are names, or lists of names."""
    cls = term_classes()[name]
    required = {
        key: ["x"] if get_origin(field.annotation) is tuple else "x"
        for key, field in cls.model_fields.items()
        if field.is_required()
    }
    return cls.model_validate({**required, **values})


def test_a_weight_without_an_end_stays() -> None:
    assert [InfoNCE(weight=0.3).weight_at(progress) for progress in (0, 0.5, 1)] == [0.3, 0.3, 0.3]


def test_a_linear_weight_moves_in_a_line() -> None:
    term = InfoNCE(weight=1.0, weight_end=0.2)
    assert [term.weight_at(progress) for progress in (0, 0.25, 0.5, 1)] == pytest.approx([1, 0.8, 0.6, 0.2])


def test_a_step_happens_at_its_share_of_the_steps() -> None:
    term = InfoNCE(weight=1, weight_end=0, change="step", change_at=0.3)
    assert [term.weight_at(progress) for progress in (0, 0.299, 0.3, 1)] == [1, 1, 0, 0]
    halfway = InfoNCE(weight=0, weight_end=2, change="step")
    assert [halfway.weight_at(progress) for progress in (0.49, 0.5)] == [0, 2]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"change": "step"}, "change is given, but nothing changes without weight_end"),
        ({"change_at": 0.2}, "change_at is given, but nothing changes without weight_end"),
        ({"weight_end": 0, "change_at": 0.2}, "change_at is given, but only 'change: step' happens at one point"),
        ({"weight_end": -1}, "greater than or equal to 0"),
        ({"weight_end": 0, "change": "step", "change_at": 1}, "less than 1"),
    ],
)
def test_schedules_without_meaning_are_refused(values: Mapping[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        InfoNCE.model_validate(values)


@pytest.mark.parametrize("name", term_classes())
def test_the_defaults_spelt_out_are_accepted(name: str) -> None:
    term = with_required(name)
    assert type(term).model_validate(term.model_dump()) == term


def test_a_term_takes_part_if_its_weight_is_ever_above_zero() -> None:
    taking_part = [InfoNCE(weight=0, weight_end=0.1), InfoNCE(weight=0.1, weight_end=0), InfoNCE()]
    assert [term.takes_part() for term in taking_part] == [True] * 3
    assert [InfoNCE(weight=0, weight_end=end).takes_part() for end in (None, 0)] == [False, False]


def test_an_objective_asks_for_what_the_terms_that_take_part_need() -> None:
    values = {
        "info_nce": {"weight": 0, "weight_end": 1},
        "query_alignment": 0,
        "token_alignment": {"lexicons": ["l"]},
        "masked_tokens": {"weight": 0, "weight_end": 0.5},
    }
    assert Objective.model_validate(values).requirements() == {"words", "masked"}
    assert Objective.model_validate({"info_nce": 1}).requirements() == set()


@pytest.mark.parametrize("name", term_classes())
def test_only_terms_with_a_softmax_share_and_learn_the_temperature(name: str) -> None:
    if not issubclass(term_classes()[name], SoftmaxTerm):
        assert not with_required(name).shares_temperature()
        return
    own, shared = with_required(name, temperature=0.3), with_required(name, temperature=None)
    learned = torch.tensor(0.07)
    assert own.tau(learned) == 0.3
    assert shared.tau(learned) is learned
    assert (own.shares_temperature(), shared.shares_temperature()) == (False, True)


def test_zero_has_gradients_of_zero() -> None:
    columns = [column.requires_grad_() for column in embeddings(1, columns=3)]
    zero(batch_of(columns)).backward()
    assert [column.grad.abs().max().item() for column in columns if column.grad is not None] == [0, 0, 0]


def test_an_objective_is_the_weighted_sum_of_its_terms_each_at_its_own_temperature() -> None:
    batch = batch_of(embeddings(7, columns=3), [0, 1, 0, 2, 3, 4], query_lang=[0, 0, 1, 1, 0, 1])
    terms: dict[str, Term] = {
        "info_nce": InfoNCE(weight=0.25),
        "symmetric_info_nce": SymmetricInfoNCE(weight=0),
        "additive_margin": AdditiveMargin(weight=2.0, margin=0.2, temperature=0.5),
        "language_bias": LanguageBias(weight=3.0),
    }
    expected = 0.25 * InfoNCE().loss(batch, 0.05) + 2 * AdditiveMargin(margin=0.2).loss(batch, 0.5)
    expected += 3 * LanguageBias().loss(batch, 1.0)
    assert ObjectiveLoss(MODEL, terms, 0.05).value(batch).item() == pytest.approx(expected.item(), rel=1e-12)


def test_weights_follow_the_progress_that_training_reports() -> None:
    batch = batch_of(embeddings(8))
    one, other = InfoNCE().loss(batch, 0.05).item(), SymmetricInfoNCE().loss(batch, 0.05).item()
    terms: dict[str, Term] = {
        "info_nce": InfoNCE(weight=1, weight_end=0),
        "symmetric_info_nce": SymmetricInfoNCE(weight=0, weight_end=1, change="step", change_at=0.6),
    }
    objective = ObjectiveLoss(MODEL, terms, 0.05)
    found = []
    for objective.progress in (0.0, 0.5, 0.75, 1.0):
        found.append(objective.value(batch).item())
    assert found == pytest.approx([one, one / 2, one / 4 + other, other])


def test_a_learned_temperature_gets_the_gradient_of_its_logarithm() -> None:
    batch = batch_of(embeddings(9))
    objective = ObjectiveLoss(MODEL, {"info_nce": InfoNCE()}, 0.2, learned=True)
    objective.value(batch).backward()
    step = 1e-4
    above, below = (InfoNCE().loss(batch, 0.2 * math.exp(sign * step)).item() for sign in (1, -1))
    assert objective.log_temperature is not None
    assert objective.log_temperature.grad is not None
    assert objective.log_temperature.grad.item() == pytest.approx((above - below) / (2 * step), rel=1e-4)


class HalfPrecision(torch.nn.Module):
    """Gives the vectors it is given, as autocast would."""

    def forward(self, features: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        return {"sentence_embedding": features["vectors"].bfloat16()}


def test_embeddings_of_low_precision_are_compared_in_float32() -> None:
    columns = [column.bfloat16().double() for column in embeddings(10)]
    rows = torch.arange(6)
    batch = {"parts": [{"vectors": torch.cat(columns)}], "query": rows, "passage": rows + 6, "translation": rows[:0]}
    batch |= {"translated": rows[:0], "group": rows, "query_lang": rows, "passage_lang": rows}
    value = ObjectiveLoss(torch.nn.Sequential(HalfPrecision()), {"info_nce": InfoNCE()}, 0.01)(batch, rows)
    assert value.dtype == torch.float32
    assert value.item() == pytest.approx(InfoNCE().loss(batch_of(columns), 0.01).item(), rel=1e-4)
