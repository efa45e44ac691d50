"""The relations of ``cldr-qa``: what is asked about what, which split holds it, and how a wording is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["territory", "language", "currency", "script", "place", "timezone"]
Split = Literal["train", "test"]

LANGUAGES = ("ar", "de", "el", "en", "es", "hi", "ru", "th", "tr", "vi", "zh")
"""XQuAD's languages, for all of which CLDR names are nearly complete."""


@dataclass(frozen=True)
class Wording:
    """How one language asks for and states one relation.

    ``{x}`` stands for the entity asked about and ``{y}`` for the answer. Names come in their citation form, so a
    wording must suit any of them as they are: whatever their gender, number, article or case ending.
    """

    questions: tuple[str, ...]
    """Each holds ``{x}``."""
    answers: tuple[str, ...]
    """Each holds ``{x}`` and ``{y}``."""


@dataclass(frozen=True)
class Relation:
    """A binary relation between two kinds of entities."""

    name: str
    subject: Kind
    answer: Kind
    split: Split


RELATIONS = (
    Relation("territory-currency", "territory", "currency", "train"),
    Relation("territory-timezone", "territory", "timezone", "train"),
    Relation("city-territory", "place", "territory", "train"),
    Relation("city-timezone", "place", "timezone", "train"),
    Relation("language-script", "language", "script", "train"),
    Relation("language-territory", "language", "territory", "train"),
    Relation("territory-language", "territory", "language", "test"),
    Relation("city-currency", "place", "currency", "test"),
)
"""No test relation is the inverse of a training relation; training shows every kind of entity that a test joins."""
