"""How each mix draws the regime of a batch and the two languages of a pair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingmix.config.mix import AllLanguages, Crosslingual, English, Hybrid, MixBase, MixedMonolingual, Monolingual
from lingmix.errors import LingmixError, unknown_name
from lingmix.plan.catalogue import Catalogue
from lingmix.plan.restrict import Allowed

REGIMES = ("english", "mixed-monolingual", "monolingual", "crosslingual")


@dataclass(frozen=True)
class Languages:
    """Languages of all pairs of a plan.

    Attributes:
        regime: int64 (steps,), numbers into :data:`REGIMES`.
        query, passage: int16 (steps, batch size), numbers into the catalogue's languages.
    """

    regime: NDArray[np.int64]
    query: NDArray[np.int16]
    passage: NDArray[np.int16]


def draw_languages(allowed: Allowed, mix: MixBase, steps: int, batch_size: int, rng: np.random.Generator) -> Languages:
    """Draw the languages of ``steps`` batches.

    All regimes draw from streams of their own and a hybrid's batch is monolingual where u < α(t) for the step's own
    u, so hybrids of one seed share the batches' regimes as far as their α allow.

    Raises:
        LingmixError: the data lacks the language, or a second one, that the mix needs, or a language has fewer
            groups than a one-language batch takes.
    """
    coin, mono, cross = rng.spawn(3)
    regime = _regimes(mix, steps, coin)
    query = np.empty((steps, batch_size), dtype=np.int16)
    passage = np.empty((steps, batch_size), dtype=np.int16)
    groups = allowed.catalogue.has.sum(axis=0)
    every = allowed.languages
    exponent = mix.language_exponent if isinstance(mix, AllLanguages) else 0.0
    whole = every[_choice(groups[every], exponent, steps, mono)]
    for number, name in enumerate(REGIMES):
        rows = np.flatnonzero(regime == number)
        if not len(rows):
            continue
        if name == "english":
            one = _language(allowed.catalogue, mix)
            _enough(allowed.catalogue, np.array([one]), batch_size)
            query[rows] = passage[rows] = one
        elif name == "monolingual":
            _enough(allowed.catalogue, every, batch_size)
            query[rows] = passage[rows] = whole[rows, None]
        elif name == "mixed-monolingual":
            query[rows] = passage[rows] = every[_choice(groups[every], exponent, (len(rows), batch_size), cross)]
        else:
            pairs, together = _pairs(allowed)
            # for the other batches too, so that hybrids of one seed share the languages of these
            chosen = _choice(together, exponent, (steps, batch_size), cross)[rows]
            query[rows], passage[rows] = pairs[chosen, 0], pairs[chosen, 1]
    return Languages(regime, query, passage)


def _choice(
    counts: NDArray[np.int64], exponent: float, size: int | tuple[int, int], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Positions in ``counts``, each in proportion to its count to the power ``exponent``."""
    if exponent == 0:
        return rng.integers(len(counts), size=size)
    weights = counts**exponent
    return rng.choice(len(counts), size=size, p=weights / weights.sum())


def _regimes(mix: MixBase, steps: int, coin: np.random.Generator) -> NDArray[np.int64]:
    if isinstance(mix, Hybrid):
        alpha = np.array([mix.alpha_at(step / steps) for step in range(steps)])
        monolingual = coin.random(steps) < alpha
        return np.where(monolingual, REGIMES.index("monolingual"), REGIMES.index("crosslingual"))
    names: dict[type[MixBase], str] = {
        English: "english",
        MixedMonolingual: "mixed-monolingual",
        Monolingual: "monolingual",
        Crosslingual: "crosslingual",
    }
    return np.full(steps, REGIMES.index(names[type(mix)]))


def _language(catalogue: Catalogue, mix: MixBase) -> int:
    assert isinstance(mix, English)
    if mix.language not in catalogue.languages:
        raise LingmixError(f"language: {unknown_name('training language', mix.language, catalogue.languages)}")
    return catalogue.languages.index(mix.language)


def _enough(catalogue: Catalogue, languages: NDArray[np.int64], batch_size: int) -> None:
    count = {catalogue.languages[lang]: len(np.unique(catalogue.cluster[catalogue.has[:, lang]])) for lang in languages}
    least = min(count.values())
    if least < batch_size:
        have = ", ".join(f"{lang} {groups}" for lang, groups in count.items())
        lower = f"Lower train.batch_size to {least}, add" if least > 1 else "Add"
        raise LingmixError(
            f"a batch in one language takes {batch_size} groups that share no passage, but the mix may draw from: "
            f"{have}. {lower} data, or exclude languages with too little of it (exclude_languages)"
        )


def _pairs(allowed: Allowed) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ordered pairs of languages (P, 2) that may be drawn and that some group has, and how many groups have each."""
    has = allowed.catalogue.has.astype(np.float64)  # whose product is many times faster than that of integers
    together = np.where(allowed.together, has.T @ has, 0).astype(np.int64)
    pairs = np.argwhere(together > 0)
    if not len(pairs):
        tags = allowed.catalogue.languages
        raise LingmixError(
            f"crosslingual batches need groups in two languages or more, but {_none_why(allowed)}; "
            f"the languages are: {', '.join(tags[lang] for lang in allowed.languages)}. Translations of a question "
            "share its group id"
        )
    return pairs, together[pairs[:, 0], pairs[:, 1]]


def _none_why(allowed: Allowed) -> str:
    if allowed.parallel:
        return (
            f"of the {allowed.parallel} groups that have a second one, none has two that this mix may draw together "
            "(see its pivot, exclude_pairs and exclude_languages)"
        )
    return "no training group that this mix may draw has a second language"
