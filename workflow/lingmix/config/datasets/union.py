"""Several data sets as one."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lingmix.config.base import DatasetName, Model


class Union(Model):
    """Several data sets as one.

    Groups of one id are one group: files in one language each become parallel data. Passages need ids that differ
    between the parts.
    """

    kind: Literal["union"]
    of: tuple[DatasetName, ...] = Field(min_length=2)
    """The data sets to join: of the registry or others of the study's own."""
