"""Another data set with hard negatives that an encoder finds."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from lingmix.config.base import DatasetName, Model


class Mined(Model):
    """The pairs of another data set with hard negatives that an encoder finds among its passages.

    By sentence-transformers' ``mine_hard_negatives``. Replaces the data set's own negatives; serves training only.
    """

    kind: Literal["mined"]
    of: DatasetName
    """The data set to take the pairs from: one of the registry or another of the study's own."""
    encoder: str = Field(min_length=1)
    """A name under ``encoders``, of a kind that is trained already. Its prefixes apply."""
    negatives: int = Field(ge=1)
    """How many to find for each pair, the nearest first. A pair that has fewer gets those, and a report counts it."""
    pool: Literal["per-language", "across"] = "per-language"
    """Whether negatives are in the pair's own language, or in any."""
    range_min: int = Field(0, ge=0)
    """Skip so many of the nearest passages that could be negatives, since unjudged positives are among them."""
    range_max: int | None = Field(None, ge=1)
    """Look no further than so many of the nearest passages, beside those that answer the query;
    ``range_min`` + 10 × ``negatives`` if not given."""
    margin: float | None = Field(None, ge=0, le=2)
    """Leave out passages whose cosine to the query is not lower by this than that of the pair's own passage."""
    relative_margin: float | None = Field(None, ge=0, le=2)
    """Leave out passages whose cosine to the query is not lower by this share of that of the pair's own passage."""
    max_score: float | None = Field(None, ge=-1, le=1)
    """Leave out passages whose cosine to the query is above this."""

    @property
    def depth(self) -> int:
        """``range_max``, or what stands for it."""
        return self.range_min + 10 * self.negatives if self.range_max is None else self.range_max

    @model_validator(mode="after")
    def _room(self) -> Mined:
        if self.depth < self.range_min + self.negatives:
            raise ValueError(
                f"between range_min {self.range_min} and range_max {self.range_max} there is no room for "
                f"{self.negatives} negatives; range_max should be at least {self.range_min + self.negatives}"
            )
        return self
