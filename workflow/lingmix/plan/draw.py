"""Draw a plan: the pairs of every batch, as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lingmix.config.mix import MixBase
from lingmix.config.train import Sampling
from lingmix.errors import LingmixError
from lingmix.plan.catalogue import Catalogue
from lingmix.plan.languages import REGIMES, draw_languages

COLUMNS = ("step", "slot", "regime", "group", "dataset", "query_lang", "passage_lang")
ROUNDS = 20
"""Redraws of all clashing slots at once, before each of the few that are left is settled by itself."""


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
    dealer = _Dealer(catalogue, sampling.size_exponent, rng)
    group = dealer.deal(cells.ravel()).reshape(cells.shape)
    _settle(group, cells, catalogue, dealer)
    step, slot = np.indices(cells.shape, dtype=np.int32)
    frame = pd.DataFrame({"step": step.ravel(), "slot": slot.ravel()})
    frame["regime"] = pd.Categorical.from_codes(np.repeat(languages.regime, sampling.batch_size), list(REGIMES))
    names = pd.Index(catalogue.groups)
    codes, unique = pd.factorize(names)
    frame["group"] = pd.Categorical.from_codes(codes[group.ravel()], unique)
    frame["dataset"] = pd.Categorical.from_codes(catalogue.dataset[group.ravel()], catalogue.datasets)
    frame["query_lang"] = pd.Categorical.from_codes(languages.query.ravel(), catalogue.languages)
    frame["passage_lang"] = pd.Categorical.from_codes(languages.passage.ravel(), catalogue.languages)
    return frame


def summary(plan: pd.DataFrame, catalogue: Catalogue) -> dict[str, Any]:
    """What a plan drew, exactly: counts of batches per regime, of pairs per data set and per ordered language pair,
    and how many of the groups that exist were used."""
    pairs = plan.groupby(["query_lang", "passage_lang"], observed=True).size()
    return {
        "batches": _counts(plan.drop_duplicates("step")["regime"]),
        "pairs": len(plan),
        "query_lang": _counts(plan["query_lang"]),
        "passage_lang": _counts(plan["passage_lang"]),
        "language_pairs": {f"{query}-{passage}": int(count) for (query, passage), count in pairs.items()},
        "datasets": _counts(plan["dataset"]),
        "groups_drawn": len(plan[["dataset", "group"]].drop_duplicates()),
        "groups_available": len(catalogue.groups),
    }


def _counts(column: pd.Series) -> dict[str, int]:
    counts = column.value_counts()
    return {str(name): int(counts[name]) for name in sorted(counts.index) if counts[name]}


class _Dealer:
    """Groups for cells; a cell is one ordered pair of languages."""

    def __init__(self, catalogue: Catalogue, exponent: float, rng: np.random.Generator) -> None:
        self.catalogue = catalogue
        self.exponent = exponent
        self.rng = rng
        self._members: dict[int, list[NDArray[np.int64]]] = {}

    def members(self, cell: int) -> list[NDArray[np.int64]]:
        """The groups of a cell, one array per data set that has any."""
        if cell not in self._members:
            groups = self.catalogue.members(*divmod(cell, len(self.catalogue.languages)))
            home = self.catalogue.dataset[groups]
            self._members[cell] = [groups[home == dataset] for dataset in np.unique(home)]
        return self._members[cell]

    def deal(self, cells: NDArray[np.int64]) -> NDArray[np.int64]:
        """A group for each cell, from shuffled decks that start afresh with every call."""
        group = np.empty(len(cells), dtype=np.int64)
        for cell, slots in _by_value(cells):
            decks = self.members(cell)
            weights = np.array([float(len(deck)) for deck in decks]) ** self.exponent
            chosen = self.rng.choice(len(decks), size=len(slots), p=weights / weights.sum())
            for number, deck in enumerate(decks):
                mine = slots[chosen == number]
                group[mine] = deck[self._shuffled(len(deck), len(mine))]
        return group

    def _shuffled(self, size: int, draws: int) -> NDArray[np.int64]:
        full, rest = divmod(draws, size)
        rounds = [self.rng.permutation(size) for _ in range(full)]
        return np.concatenate([*rounds, self.rng.choice(size, size=rest, replace=False)])


def _by_value(values: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    order = np.argsort(values, kind="stable")
    unique, start = np.unique(values[order], return_index=True)
    for value, positions in zip(unique, np.split(order, start[1:]), strict=True):
        yield int(value), positions


def _clashes(group: NDArray[np.int64], catalogue: Catalogue) -> NDArray[np.int64]:
    """Flat positions of the slots whose cluster an earlier slot of the batch has."""
    steps, size = group.shape
    cluster = catalogue.cluster[group]
    order = np.argsort(cluster, axis=1, kind="stable")
    ordered = np.take_along_axis(cluster, order, axis=1)
    row, column = np.nonzero(ordered[:, 1:] == ordered[:, :-1])
    return np.sort(row * size + order[row, column + 1])


def _settle(group: NDArray[np.int64], cells: NDArray[np.int64], catalogue: Catalogue, dealer: _Dealer) -> None:
    """Draw clashing slots again, in place, until no batch has a cluster twice."""
    for _ in range(ROUNDS):
        clashing = _clashes(group, catalogue)
        if not len(clashing):
            return
        group.ravel()[clashing] = dealer.deal(cells.ravel()[clashing])
    for position in _clashes(group, catalogue):
        step, slot = divmod(int(position), group.shape[1])
        taken = catalogue.cluster[np.delete(group[step], slot)]
        options = np.concatenate(dealer.members(int(cells[step, slot])))
        free = options[~np.isin(catalogue.cluster[options], taken)]
        if not len(free):
            query, passage = divmod(int(cells[step, slot]), len(catalogue.languages))
            raise LingmixError(
                f"no batch of {group.shape[1]} pairs can be filled without two groups that share a passage: "
                f"{catalogue.languages[query]}–{catalogue.languages[passage]} has {len(options)} groups in "
                f"{len(np.unique(catalogue.cluster[options]))} sets that share none. Lower train.batch_size or add data"
            )
        group[step, slot] = dealer.rng.choice(free)
