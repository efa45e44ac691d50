"""Draw a plan: the pairs of every batch, as a table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lingmix.config.mix import Mix
from lingmix.config.train import Sampling
from lingmix.errors import LingmixError
from lingmix.plan.catalogue import Catalogue
from lingmix.plan.deal import Dealer
from lingmix.plan.languages import REGIMES, draw_languages
from lingmix.plan.restrict import Allowed, restrict
from lingmix.plan.settle import settle
from lingmix.plan.translations import draw_translations

COLUMNS = ("step", "slot", "regime", "group", "dataset", "query_lang", "passage_lang", "translation_lang")


def draw(catalogue: Catalogue, mix: Mix, sampling: Sampling, seed: int, name: str | None = None) -> pd.DataFrame:
    """Draw the batches of a run.

    For each batch a regime, for each slot two languages (:mod:`lingmix.plan.languages`), then a data set in
    proportion to its groups in these languages to the power ``size_exponent``, then a group, all from what the mix
    may draw (:mod:`lingmix.plan.restrict`). Groups of one data set and pair of languages are dealt from shuffled
    decks, so that each comes up before any comes up again. A slot whose group would share a passage with an earlier
    slot of its batch is drawn again. Last, from a stream of its own, a language that the query has a translation in
    (:mod:`lingmix.plan.translations`).

    Args:
        catalogue: what there is.
        mix, sampling: how to draw from it.
        seed: decides all that is left to chance.
        name: what messages call the mix; its kind if not given.

    Returns:
        ``step``, ``slot`` (int32, 0-based), ``regime``, ``group``, ``dataset``, ``query_lang``, ``passage_lang``,
        ``translation_lang`` (categories; null where a query has no translation), sorted by step and slot; ``steps`` ×
        ``batch_size`` rows. The same arguments give the same table.

    Raises:
        LingmixError: the data cannot fill such batches; the message says what it has.
    """
    try:
        return _draw(restrict(catalogue, mix, seed), mix, sampling, seed)
    except LingmixError as error:
        raise LingmixError(f"{f'mixes.{name}' if name else f'mix of kind {mix.kind!r}'}: {error}") from error


def _draw(allowed: Allowed, mix: Mix, sampling: Sampling, seed: int) -> pd.DataFrame:
    catalogue = allowed.catalogue
    rng = np.random.default_rng(seed)
    languages = draw_languages(allowed, mix, sampling.steps, sampling.batch_size, rng)
    size = len(catalogue.languages)
    # two bytes each where that is enough: cells are sorted, which is then much faster
    cells = languages.query.astype(f"int{16 if size * size < 1 << 15 else 32}") * size + languages.passage
    dealer = Dealer(catalogue, sampling.size_exponent, rng)
    group = dealer.deal(cells.ravel()).reshape(cells.shape)
    settle(group, cells, catalogue, dealer)
    translation = draw_translations(group.ravel(), languages.query.ravel(), allowed, rng.spawn(1)[0])
    names, unique = pd.factorize(pd.Index(catalogue.groups))
    tags = pd.Index(catalogue.languages)
    regimes = np.repeat(languages.regime, sampling.batch_size)
    step, slot = np.indices(cells.shape, dtype=np.int32)
    return pd.DataFrame(
        {
            "step": step.ravel(),
            "slot": slot.ravel(),
            "regime": pd.Categorical.from_codes(regimes, pd.Index(REGIMES)),
            "group": pd.Categorical.from_codes(names[group.ravel()], pd.Index(unique)),
            "dataset": pd.Categorical.from_codes(catalogue.dataset[group.ravel()], pd.Index(catalogue.datasets)),
            "query_lang": pd.Categorical.from_codes(languages.query.ravel(), tags),
            "passage_lang": pd.Categorical.from_codes(languages.passage.ravel(), tags),
            "translation_lang": pd.Categorical.from_codes(translation, tags),
        }
    )


def summary(plan: pd.DataFrame, catalogue: Catalogue, mix: Mix, seed: int) -> dict[str, Any]:
    """What a plan drew, exactly, and from what.

    Counts of batches per regime; of pairs per data set, language, ordered language pair and, where a query has a
    translation, ordered pair of their languages; of distinct groups. Then what the mix may draw: its languages, how
    many of the groups that exist, and how many of these in two languages or more.
    """
    allowed = restrict(catalogue, mix, seed)
    return {
        "batches": _counts(plan.drop_duplicates("step")["regime"]),
        "pairs": len(plan),
        "query_lang": _counts(plan["query_lang"]),
        "passage_lang": _counts(plan["passage_lang"]),
        "language_pairs": _pair_counts(plan["query_lang"], plan["passage_lang"]),
        "translation_pairs": _pair_counts(plan["query_lang"], plan["translation_lang"]),
        "datasets": _counts(plan["dataset"]),
        "groups_drawn": len(plan[["dataset", "group"]].drop_duplicates()),
        "groups_available": len(catalogue.groups),
        "groups_allowed": allowed.groups,
        "groups_parallel": allowed.parallel,
        "languages": [catalogue.languages[number] for number in allowed.languages],
    }


def _pair_counts(first: pd.Series, second: pd.Series) -> dict[str, int]:
    """How often two columns of languages have which two values; rows without the second count nowhere."""
    pairs = first.groupby([first, second], observed=True).size()
    return {"-".join(pair): int(count) for pair, count in zip(pairs.index, pairs, strict=True)}


def _counts(column: pd.Series) -> dict[str, int]:
    counts = column.value_counts()
    return {str(name): int(counts[name]) for name in sorted(counts.index) if counts[name]}
