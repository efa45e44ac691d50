"""Rows in a study's own files."""

from __future__ import annotations

from typing import Literal

from lingmix.config.base import LocalPath
from lingmix.config.datasets.rows import Rows


class Files(Rows):
    """The study's own files: either ``pairs``, or the other three together.

    Their names end in ``.jsonl``, ``.parquet``, ``.csv`` (with quotes, as spreadsheets write it) or ``.tsv`` (without);
    ``.gz`` may follow where the file is text.
    """

    kind: Literal["files"]
    pairs: LocalPath | None = None
    """Rows of group, lang, query, passage and optionally negatives; for training, and for evaluation, where each
    pair's passage is the relevant one and the distinct passages of a language are its pool."""
    queries: LocalPath | None = None
    """Rows of group, lang, text. A group is one question in all its languages."""
    passages: LocalPath | None = None
    """Rows of passage (an id, unique over all languages), lang, text and optionally context."""
    qrels: LocalPath | None = None
    """Rows of group, lang (the passage's), passage and optionally score: what is relevant to which group, unless its
    score is 0."""

    def paths(self) -> dict[str, str]:
        """The files that are given, by key."""
        return {key: getattr(self, key) for key in self.given()}
