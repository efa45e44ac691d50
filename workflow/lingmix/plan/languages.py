"""How each mix draws the regime of a batch and the two languages of a pair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingmix.config.mix import Crosslingual, English, Hybrid, MixBase, MixedMonolingual, Monolingual
from lingmix.errors import LingmixError, unknown_name
from lingmix.plan.catalogue import Catalogue

REGIMES = ("english", "mixed-monolingual", "monolingual", "crosslingual")


@dataclass(frozen=True)
class Languages:
    """Languages of all pairs of a plan.

    Attributes:
        regime: int64 (steps,), numbers into :data:`REGIMES`.
        query, passage: int64 (steps, batch size), numbers into the catalogue's languages.
    """

    regime: NDArray[np.int64]
    query: NDArray[np.int64]
    passage: NDArray[np.int64]


def draw_languages(
    catalogue: Catalogue, mix: MixBase, steps: int, batch_size: int, rng: np.random.Generator
) -> Languages:
    """Draw the languages of ``steps`` batches.

    All regimes draw from streams of their own and a hybrid's batch is monolingual where u < α for the step's own u,
    so hybrids of one seed share the batches' regimes as far as their α allows.

    Raises:
        LingmixError: the data lacks the language, or a second one, that the mix needs, or a language has fewer
            groups than a one-language batch takes.
    """
    coin, mono, cross = rng.spawn(3)
    regime = _regimes(mix, steps, coin)
    query = np.empty((steps, batch_size), dtype=np.int64)
    passage = np.empty((steps, batch_size), dtype=np.int64)
    every = np.flatnonzero(catalogue.has.any(axis=0))
    whole = mono.choice(every, size=steps)
    for number, name in enumerate(REGIMES):
        rows = np.flatnonzero(regime == number)
        if not len(rows):
            continue
        if name == "english":
            one = _language(catalogue, mix)
            _enough(catalogue, np.array([one]), batch_size)
            query[rows] = passage[rows] = one
        elif name == "monolingual":
            _enough(catalogue, every, batch_size)
            query[rows] = passage[rows] = whole[rows, None]
        elif name == "mixed-monolingual":
            query[rows] = passage[rows] = cross.choice(every, size=(len(rows), batch_size))
        else:
            pairs = _pairs(catalogue)
            chosen = pairs[cross.integers(len(pairs), size=(steps, batch_size))]
            query[rows], passage[rows] = chosen[rows, :, 0], chosen[rows, :, 1]
    return Languages(regime, query, passage)


def _regimes(mix: MixBase, steps: int, coin: np.random.Generator) -> NDArray[np.int64]:
    if isinstance(mix, Hybrid):
        monolingual = coin.random(steps) < mix.alpha
        return np.where(monolingual, REGIMES.index("monolingual"), REGIMES.index("crosslingual"))
    names = {
        English: "english",
        MixedMonolingual: "mixed-monolingual",
        Monolingual: "monolingual",
        Crosslingual: "crosslingual",
    }
    return np.full(steps, REGIMES.index(names[type(mix)]))


def _language(catalogue: Catalogue, mix: MixBase) -> int:
    assert isinstance(mix, English)
    if mix.language not in catalogue.languages:
        raise LingmixError(f"mix 'english': {unknown_name('training language', mix.language, catalogue.languages)}")
    return catalogue.languages.index(mix.language)


def _enough(catalogue: Catalogue, languages: NDArray[np.int64], batch_size: int) -> None:
    count = {catalogue.languages[lang]: len(np.unique(catalogue.cluster[catalogue.has[:, lang]])) for lang in languages}
    if min(count.values()) < batch_size:
        have = ", ".join(f"{lang} {groups}" for lang, groups in count.items())
        raise LingmixError(
            f"a batch in one language takes {batch_size} groups that share no passage, but the training data has: "
            f"{have}. Lower train.batch_size to {min(count.values())} or add data"
        )


def _pairs(catalogue: Catalogue) -> NDArray[np.int64]:
    together = catalogue.has.astype(np.int64).T @ catalogue.has.astype(np.int64)
    np.fill_diagonal(together, 0)
    pairs = np.argwhere(together > 0)
    if not len(pairs):
        raise LingmixError(
            "crosslingual batches need groups in two languages or more, but no training group has a second language; "
            f"the languages are: {', '.join(catalogue.languages)}. Translations of a question share its group id"
        )
    return pairs
