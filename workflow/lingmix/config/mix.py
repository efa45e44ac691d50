"""Batch mixes: how the languages of a batch are drawn, and from which part of the data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from lingmix.config.base import Language, Model
from lingmix.config.change import Changing
from lingmix.config.train import TrainOverride


class MixBase(Model):
    """What all mixes can be told."""

    train: TrainOverride = Field(default_factory=TrainOverride)
    """Training values that this mix overrides."""
    exclude_languages: tuple[Language, ...] = ()
    """Languages that are never drawn, neither for a query nor for a passage nor for a query's translation."""
    exclude_pairs: tuple[tuple[Language, Language], ...] = ()
    """Pairs of two languages: no query in one of them has its passage, or its translation, in the other."""
    data_size: int | None = Field(None, ge=1)
    """Draw from so many groups only, of all data sets together. Their order is fixed by the seed and shared by all
    mixes, so that fewer groups are part of more; None draws from all."""
    parallel_size: int | None = Field(None, ge=0)
    """Of these groups, so many of those in two languages or more keep them all, the first of the same order; each of
    the others is there in one of its languages, drawn by the seed. So there is as much data, but less of it is
    parallel; None keeps all."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if problems := list(self._contradictions()):
            raise ValueError("; ".join(problems))
        return self

    def _contradictions(self) -> Iterator[str]:
        """What the values say that cannot hold together."""
        for language in dict.fromkeys(self.exclude_languages):
            if self.exclude_languages.count(language) > 1:
                yield f"exclude_languages names '{language}' twice"
        for first, second in self.exclude_pairs:
            if first == second:
                yield f"exclude_pairs holds '{first}' with itself; a pair is of two languages, such as [de, en]"
        pairs = [tuple(sorted(pair)) for pair in self.exclude_pairs]
        for first, second in dict.fromkeys(pairs):
            if pairs.count((first, second)) > 1:
                yield f"exclude_pairs names '{first}' and '{second}' twice; a pair stands for both directions"
        if None not in (self.data_size, self.parallel_size) and self.parallel_size > self.data_size:  # type: ignore[operator]
            yield f"parallel_size is {self.parallel_size}, more than data_size, which is {self.data_size}"


class AllLanguages(MixBase):
    """What mixes of several languages can be told."""

    language_exponent: float = Field(0.0, ge=0, le=1)
    """Languages, or ordered pairs of languages where they differ, are drawn in proportion to the groups that have
    them to this power: 0 is uniform, 1 is proportional."""


class Crossing(AllLanguages):
    """What mixes with crosslingual batches can be told."""

    pivot: Language | None = None
    """In crosslingual pairs, and from a query to its translation, one of the two languages is this one: ``en`` makes
    the mix English-centric."""

    def _contradictions(self) -> Iterator[str]:
        yield from super()._contradictions()
        if self.pivot in self.exclude_languages:
            yield f"pivot is '{self.pivot}', which exclude_languages names"


class English(MixBase):
    """Queries and passages in one and the same language throughout (En-En)."""

    kind: Literal["english"]
    language: Language = "en"
    """That language."""

    def _contradictions(self) -> Iterator[str]:
        yield from super()._contradictions()
        if self.language in self.exclude_languages:
            yield f"language is '{self.language}', which exclude_languages names"


class MixedMonolingual(AllLanguages):
    """Each pair in one language, drawn by itself; a batch mixes languages (X-X)."""

    kind: Literal["mixed-monolingual"]


class Monolingual(AllLanguages):
    """A whole batch in one language, drawn for each batch (X-X-mono)."""

    kind: Literal["monolingual"]


class Crosslingual(Crossing):
    """In every pair the query's and the passage's language differ, drawn among ordered pairs of languages (X-Y)."""

    kind: Literal["crosslingual"]


class Hybrid(Changing, Crossing):
    """A batch is monolingual with probability α, else crosslingual. ``{alpha: 1, alpha_end: 0, change: step}`` is
    monolingual first, then crosslingual."""

    kind: Literal["hybrid"]
    alpha: float = Field(0.5, ge=0, le=1)
    """α, the probability of a monolingual batch."""
    alpha_end: float | None = Field(None, ge=0, le=1)
    """The probability that α changes to during training; it stays if this is not given."""

    def alpha_at(self, progress: float) -> float:
        """α after a share ``progress`` of the steps; that of step t of n, from 0, is t / n."""
        return self.alpha if self.alpha_end is None else self.moved(self.alpha, self.alpha_end, progress)

    def _contradictions(self) -> Iterator[str]:
        yield from super()._contradictions()
        standard = {key: Changing.model_fields[key].default for key in ("change", "change_at")}
        if self.alpha_end is None:
            for key, value in standard.items():
                if getattr(self, key) != value:
                    yield f"{key} is given, but nothing changes without alpha_end"
        elif self.alpha_end == self.alpha:
            yield f"alpha_end is alpha, {self.alpha:g}, so that nothing changes; leave it out"
        elif self.change == "linear" and self.change_at != standard["change_at"]:
            yield "change_at is given, but only 'change: step' happens at one point"


Mix = Annotated[English | MixedMonolingual | Monolingual | Crosslingual | Hybrid, Field(discriminator="kind")]
