"""A benchmark in a folder of BEIR's layout."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from lingmix.config.base import Language, LocalPath, Model
from lingmix.config.datasets.rows import one_or_several


class Beir(Model):
    """A folder with ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/<split>.tsv``, as BEIR and mteb write them."""

    kind: Literal["beir"]
    folder: LocalPath
    """Where these files are, or, of several languages, a folder of each language's name with these files."""
    split: str = Field("test", pattern=r"^[A-Za-z0-9_.-]+$", max_length=100)
    """Which judgements to use; queries without any in this split are left out."""
    language: Annotated[
        tuple[Language, ...],
        Field(min_length=1),
        BeforeValidator(one_or_several, json_schema_input_type=str | Annotated[tuple[str, ...], Field(min_length=1)]),
    ]
    """The language of the texts, or several. Queries of one id in several languages are one group."""

    def paths(self) -> dict[str, list[str]]:
        """The files by ``passages``, ``queries`` and ``qrels``, in the order of the languages."""
        several = len(self.language) > 1
        folders = [f"{self.folder}/{language}" if several else self.folder for language in self.language]
        names = {"passages": "corpus.jsonl", "queries": "queries.jsonl", "qrels": f"qrels/{self.split}.tsv"}
        return {table: [f"{folder}/{name}" for folder in folders] for table, name in names.items()}
