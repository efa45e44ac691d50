"""What all parts of a study's configuration share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

NAME_PATTERN = r"^[a-z0-9][a-z0-9-]*$"
"""Names become path segments and parts of run ids, so they hold neither dots nor slashes."""

Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN, max_length=60)]
DatasetName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)?$", max_length=60)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A BCP 47 language tag, as in ``en`` or ``zh-Hant``."""


class Model(BaseModel):
    """A part of a study: unknown keys are errors, values never change after validation."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, allow_inf_nan=False)
