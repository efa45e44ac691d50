from __future__ import annotations

import pytest
from pydantic import ValidationError

from lingmix.config.objective import Objective, term_classes
from lingmix.objectives.base import Term


def test_a_weight_alone_is_short_for_a_term_with_defaults() -> None:
    short = Objective.model_validate({"info_nce": 0.5})
    assert short == Objective.model_validate({"info_nce": {"weight": 0.5}})
    assert short.terms()["info_nce"].weight == 0.5


def test_terms_are_those_given_with_their_parameters_by_name() -> None:
    terms = Objective.model_validate({"info_nce": 1, "additive_margin": {"margin": 0.2}}).terms()
    assert list(terms) == ["additive_margin", "info_nce"]
    assert terms["additive_margin"].model_dump(exclude_defaults=True) == {"margin": 0.2}
    assert terms["info_nce"].weight == 1.0


def test_a_weight_that_only_ends_above_zero_is_a_weight() -> None:
    assert list(Objective.model_validate({"info_nce": {"weight": 0, "weight_end": 1}}).terms()) == ["info_nce"]


@pytest.mark.parametrize("value", [{}, {"info_nce": 0}, {"info_nce": 0, "additive_margin": None}, {"train": {}}])
def test_an_objective_without_weight_is_refused(value: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="an objective needs a term with a weight above 0"):
        Objective.model_validate(value)


@pytest.mark.parametrize("value", [True, "1 and a half", [1.0], -1, float("nan")])
def test_what_is_no_weight_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        Objective.model_validate({"info_nce": value})


def test_every_module_of_terms_declares_a_described_term_and_is_a_key() -> None:
    assert {"additive_margin", "info_nce", "symmetric_info_nce"} <= term_classes().keys()
    for name, term in term_classes().items():
        assert issubclass(term, Term)
        assert Objective.model_fields[name].description
        assert all(field.description for field in term.model_fields.values())
