"""Deal groups from shuffled decks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lingmix.plan.catalogue import Catalogue


class Dealer:
    """Groups for cells; a cell is one ordered pair of languages, numbered ``query × L + passage``.

    Args:
        catalogue: what there is to deal.
        exponent: a data set is chosen in proportion to its groups in the cell to this power.
        rng: where chance comes from.
    """

    def __init__(self, catalogue: Catalogue, exponent: float, rng: np.random.Generator) -> None:
        self.catalogue = catalogue
        self.exponent = exponent
        self.rng = rng
        self._decks: dict[int, list[NDArray[np.int32]]] = {}

    def decks(self, cell: int) -> list[NDArray[np.int32]]:
        """The groups of a cell, one array per data set that has any."""
        if cell not in self._decks:
            groups = self.catalogue.members(*divmod(cell, len(self.catalogue.languages)))
            home = self.catalogue.dataset[groups]
            # they stay in memory for all cells, so each number takes 4 bytes
            self._decks[cell] = [
                groups[home == dataset].astype(np.int32) for dataset in np.flatnonzero(np.bincount(home))
            ]
        return self._decks[cell]

    def options(self, cell: int) -> NDArray[np.int32]:
        """All groups of a cell."""
        return np.concatenate(self.decks(cell))

    def deal(self, cells: NDArray[Any]) -> NDArray[np.int32]:
        """A group for each cell of ``cells`` (N,), integers: int32 (N,).

        For each slot a data set is chosen, then the next card of the data set's deck of the cell's groups. A deck is
        shuffled afresh when it has run out, and with every call.
        """
        group = np.empty(len(cells), dtype=np.int32)
        for cell, slots in _by_value(cells):
            decks = self.decks(cell)
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


def _by_value(values: NDArray[Any]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    order = np.argsort(values, kind="stable")
    unique, start = np.unique(values[order], return_index=True)
    for value, positions in zip(unique, np.split(order, start[1:]), strict=True):
        yield int(value), positions
