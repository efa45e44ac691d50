"""Draw a plan: the pairs of every batch, as a table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lingmix.config.mix import MixBase
from lingmix.config.train import Sampling
from lingmix.plan.catalogue import Catalogue
from lingmix.plan.deal import Dealer
from lingmix.plan.languages import REGIMES, draw_languages
from lingmix.plan.settle import settle

COLUMNS = ("step", "slot", "regime", "group", "dataset", "query_lang", "passage_lang")


def draw(catalogue: Catalogue, mix: MixBase, sampling: Sampling, seed: int) -> pd.DataFrame:
    """Draw the batches of a run.

    For each batch a regime, for each slot two languages (:mod:`lingmix.plan.languages`), then a data set in
    proportion to its groups in these languages to the power ``size_exponent``, then a group. Groups of one data set
    and pair of languages are dealt from shuffled decks, so that each comes up before any comes up again. A slot whose
    group would share a passage with an earlier slot of its batch is drawn again.

    Returns:
        ``step``, ``slot`` (int32, 0-based), ``regime``, ``group``, ``dataset``, ``query_lang``, ``passage_lang``
        (categories), sorted by step and slot; ``steps`` × ``batch_size`` rows. The same arguments give the same table.

    Raises:
        LingmixError: the data cannot fill such batches; the message says what it has.
    """
    rng = np.random.default_rng(seed)
    languages = draw_languages(catalogue, mix, sampling.steps, sampling.batch_size, rng)
    cells = languages.query * len(catalogue.languages) + languages.passage
    dealer = Dealer(catalogue, sampling.size_exponent, rng)
    group = dealer.deal(cells.ravel()).reshape(cells.shape)
    settle(group, cells, catalogue, dealer)
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
        }
    )


def summary(plan: pd.DataFrame, catalogue: Catalogue) -> dict[str, Any]:
    """What a plan drew, exactly: counts of batches per regime, of pairs per data set and per ordered language pair,
    and how many of the groups that exist were used."""
    pairs = plan.groupby(["query_lang", "passage_lang"], observed=True).size().reset_index(name="count")
    return {
        "batches": _counts(plan.drop_duplicates("step")["regime"]),
        "pairs": len(plan),
        "query_lang": _counts(plan["query_lang"]),
        "passage_lang": _counts(plan["passage_lang"]),
        "language_pairs": {
            f"{query}-{passage}": int(count) for query, passage, count in pairs.itertuples(index=False, name=None)
        },
        "datasets": _counts(plan["dataset"]),
        "groups_drawn": len(plan[["dataset", "group"]].drop_duplicates()),
        "groups_available": len(catalogue.groups),
    }


def _counts(column: pd.Series) -> dict[str, int]:
    counts = column.value_counts()
    return {str(name): int(counts[name]) for name in sorted(counts.index) if counts[name]}
