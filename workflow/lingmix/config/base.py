"""What all parts of a study's configuration share."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, get_args

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

NAME_PATTERN = r"^[a-z0-9][a-z0-9-]*$"
"""Names become path segments and parts of run ids, so they hold neither dots nor slashes."""
ENTRY_PATTERN = r"^[a-z0-9][a-z0-9-]*(\.[0-9][a-z0-9-]*)*$"
"""A name that may hold numbers with a decimal point, as variants of list-valued parameters do."""
DATASET_PATTERN = r"^[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)?$"
LANGUAGE_PATTERN = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
PATH_PATTERN = r"^[^\x00-\x1f\x7f{}]*$"
"""Of braces Snakemake would make wildcards."""
NAME_LENGTH = 60
PATH_LENGTH = 4095
"""What Linux takes."""

Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN, max_length=NAME_LENGTH)]
DatasetName = Annotated[str, StringConstraints(pattern=DATASET_PATTERN, max_length=NAME_LENGTH)]
LocalPath = Annotated[str, StringConstraints(pattern=PATH_PATTERN, min_length=1, max_length=PATH_LENGTH)]
"""A file or a folder on this machine."""
Language = Annotated[str, StringConstraints(pattern=LANGUAGE_PATTERN)]
"""A BCP 47 language tag, as in ``en`` or ``zh-Hant``."""


class Model(BaseModel):
    """A part of a study: unknown keys are errors, values never change after validation."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _true_is_no_number(cls, values: Any) -> Any:
        # pydantic would read true as 1, which no study means; as text, number fields refuse it
        if not isinstance(values, dict):
            return values
        return {key: _spelt(value) if key in _numbers(cls) else value for key, value in values.items()}


def _spelt(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_spelt(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else value


@cache
def _numbers(model: type[BaseModel]) -> set[str]:
    """The fields of a model that hold numbers and no truth values."""
    types = {name: _types(field.annotation) for name, field in model.model_fields.items()}
    return {name for name, found in types.items() if found & {int, float} and bool not in found}


def _types(annotation: Any) -> set[Any]:
    """The types that an annotation is made of."""
    parts = get_args(annotation)
    return set().union(*map(_types, parts)) if parts else {annotation} if isinstance(annotation, type) else set()
