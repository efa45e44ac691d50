"""Augmentations: how training texts are changed before they are trained on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lingmix.config.base import Language, Model
from lingmix.config.train import OptimisationOverride


class CodeSwitching(Model):
    """Words are replaced by their translations in a lexicon (Litschko et al. 2023, 2305.05295)."""

    kind: Literal["code-switching"]
    train: OptimisationOverride = Field(default_factory=OptimisationOverride)
    """Training values that this augmentation overrides."""
    lexicons: tuple[str, ...] = Field(min_length=1)
    """Names under ``lexicons``; the first that has a word and a translation into the language drawn gives it."""
    p: float = Field(0.5, gt=0, le=1)
    """Probability with which a word, or a run of words that a lexicon has as one, is replaced. Words that no lexicon
    has stay, so the realised ratio is lower. With the same seed, a word that is replaced at one ``p`` is replaced at
    any higher one too; ``none`` is where a curve over ``p`` starts."""
    style: Literal["bilingual", "multilingual"] = "bilingual"
    """Whether one target language is drawn for a whole text, or one for each of its words."""
    languages: tuple[Language, ...] | None = Field(None, min_length=1)
    """Target languages to draw from, uniformly, the text's own left out; all of the lexicons' if not given."""
    sources: tuple[Language, ...] | None = Field(None, min_length=1)
    """Languages whose texts are changed; all that the training data have if not given."""
    texts: Literal["queries", "passages", "both"] = "both"
    """Which texts are changed. Hard negatives are changed with passages."""


AugmentationSpec = Annotated[CodeSwitching, Field(discriminator="kind")]
NONE = "none"
"""The augmentation of a run whose texts are left as they are; every study has it."""
