"""Rows in a study's own files."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from lingmix.config.base import Model


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
