"""Data sets that a study defines itself, beside those of the registry."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from lingmix.config.base import DatasetName, Language, Model


class Files(Model):
    """The study's own files, JSON lines (``.jsonl``) or Parquet: either ``pairs``, or the other three together."""

    kind: Literal["files"]
    pairs: str | None = Field(None, min_length=1)
    """Rows of group, lang, query, passage and optionally negatives; for training, and for evaluation, where each
    pair's passage is the relevant one and the distinct passages of a language are its pool."""
    queries: str | None = Field(None, min_length=1)
    """Rows of group, lang, text. A group is one question in all its languages."""
    passages: str | None = Field(None, min_length=1)
    """Rows of passage (an id, unique over all languages), lang, text and optionally context."""
    qrels: str | None = Field(None, min_length=1)
    """Rows of group, lang (the passage's), passage: what is relevant to which group."""

    def paths(self) -> dict[str, str]:
        """The files that are given, by key."""
        given = {"pairs": self.pairs, "queries": self.queries, "passages": self.passages, "qrels": self.qrels}
        return {key: path for key, path in given.items() if path is not None}

    @model_validator(mode="after")
    def _one_shape(self) -> Files:
        three = {"queries": self.queries, "passages": self.passages, "qrels": self.qrels}
        given = [key for key, value in three.items() if value is not None]
        if self.pairs is not None and given:
            raise ValueError(f"either pairs, or queries, passages and qrels; pairs and {', '.join(given)} are given")
        if self.pairs is None and len(given) < len(three):
            missing = [key for key in three if key not in given]
            raise ValueError(f"either pairs, or queries, passages and qrels; {', '.join(missing)} not given")
        return self


class Subset(Model):
    """A part of another data set."""

    kind: Literal["subset"]
    of: DatasetName
    """The data set to take from: one of the registry or another of the study's own."""
    languages: list[Language] | None = Field(None, min_length=1)
    """Keep these; all if not given."""
    groups: int | None = Field(None, ge=1)
    """Keep the first so many groups, in the order of their relevant passages, and only the passages around these
    (same context); all groups and passages if not given."""
    passage_text: Literal["sentence", "sentence-and-context"] = "sentence"
    """What is encoded of a passage: its text, or its text followed by its context."""


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


DatasetSpec = Annotated[Files | Subset | Mined, Field(discriminator="kind")]
