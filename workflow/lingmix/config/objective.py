"""An objective: loss terms by name, each with its weight and parameters."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, create_model, model_validator

from lingmix.config.base import Model
from lingmix.config.train import OptimisationOverride
from lingmix.discover import modules
from lingmix.objectives import terms as terms_package
from lingmix.objectives.base import Need, Term


@cache
def term_classes() -> dict[str, type[Term]]:
    """Every loss term there is, by the name a study uses: the modules of ``lingmix.objectives.terms``."""
    return {name: module.TERM for name, module in modules(terms_package).items()}


def _weight_alone(value: Any) -> Any:
    return {"weight": value} if isinstance(value, int | float) and not isinstance(value, bool) else value


class ObjectiveBase(Model):
    """A weighted sum of loss terms; ``{info_nce: 1.0}`` is short for ``{info_nce: {weight: 1.0}}``."""

    train: OptimisationOverride = Field(default_factory=OptimisationOverride)
    """Training values that this objective overrides."""

    @model_validator(mode="after")
    def _has_terms(self) -> ObjectiveBase:
        if not any(term.takes_part() for term in self.terms().values()):
            raise ValueError(f"an objective needs a term with a weight above 0. There are: {', '.join(term_classes())}")
        return self

    def terms(self) -> dict[str, Term]:
        """The terms of this objective, by name, in the order of their names."""
        return {name: term for name in term_classes() if (term := getattr(self, name)) is not None}

    def requirements(self) -> frozenset[Need]:
        """What batches must hold for the terms that take part."""
        return frozenset().union(*(term.requirements() for term in self.terms().values() if term.takes_part()))


def _described(cls: type[Term]) -> str:
    return " ".join((cls.__doc__ or "").split("\n\n")[0].split())


Objective: type[ObjectiveBase] = create_model(
    "Objective",
    __base__=ObjectiveBase,
    __doc__=ObjectiveBase.__doc__,
    **{  # type: ignore[call-overload]
        name: (
            Annotated[cls | None, BeforeValidator(_weight_alone, json_schema_input_type=float | cls | None)],
            Field(None, description=_described(cls)),
        )
        for name, cls in term_classes().items()
    },
)
"""The objective model with one optional field per discovered term."""
