"""A part of another data set."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lingmix.config.base import DatasetName, Language, Model


class Subset(Model):
    """A part of another data set."""

    kind: Literal["subset"]
    of: DatasetName
    """The data set to take from: one of the registry or another of the study's own."""
    languages: list[Language] | None = Field(None, min_length=1)
    """Keep these; all if not given."""
    groups: int | None = Field(None, ge=1)
    """Keep the first so many groups, in the order of their relevant passages, and only the passages around these
    (same context); all groups and passages if not given. Of a data set that only serves training, the first groups in
    the order of their ids."""
    passage_text: Literal["sentence", "sentence-and-context"] = "sentence"
    """What is encoded of a passage: its text, or its text followed by its context."""
