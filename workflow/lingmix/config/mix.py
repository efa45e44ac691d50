"""Batch mixes: how the languages of a batch are drawn."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lingmix.config.base import Language, Model
from lingmix.config.train import TrainOverride


class MixBase(Model):
    """What all mixes can be told."""

    train: TrainOverride = Field(default_factory=TrainOverride)
    """Training values that this mix overrides."""


class English(MixBase):
    """Queries and passages in one and the same language throughout (En-En)."""

    kind: Literal["english"]
    language: Language = "en"
    """That language."""


class MixedMonolingual(MixBase):
    """Each pair in one language, drawn uniformly; a batch mixes languages (X-X)."""

    kind: Literal["mixed-monolingual"]


class Monolingual(MixBase):
    """A whole batch in one language, drawn uniformly (X-X-mono)."""

    kind: Literal["monolingual"]


class Crosslingual(MixBase):
    """In every pair the query's and the passage's language differ, drawn uniformly among ordered pairs (X-Y)."""

    kind: Literal["crosslingual"]


class Hybrid(MixBase):
    """A batch is monolingual with probability α, else crosslingual."""

    kind: Literal["hybrid"]
    alpha: float = Field(0.5, ge=0, le=1)
    """α, the probability of a monolingual batch."""


Mix = Annotated[English | MixedMonolingual | Monolingual | Crosslingual | Hybrid, Field(discriminator="kind")]
