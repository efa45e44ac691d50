"""Make sure that no batch holds two groups that share a passage."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lingmix.errors import LingmixError
from lingmix.plan.catalogue import Catalogue
from lingmix.plan.deal import Dealer

ROUNDS = 20
"""Redraws of all clashing slots at once, before each of the few that are left is settled by itself."""
BATCHES = 1 << 12
"""Batches looked through at a time, which bounds the memory that it takes."""


def settle(group: NDArray[Any], cells: NDArray[Any], catalogue: Catalogue, dealer: Dealer) -> None:
    """Draw clashing slots again, in place, until no batch has a cluster twice.

    Args:
        group: integers (steps, batch size), group numbers; changed.
        cells: integers (steps, batch size), the cells that the groups come from; they stay.
        catalogue, dealer: what there is, and who deals it.

    Raises:
        LingmixError: the languages drawn for some batch cannot be filled, in whatever order.
    """
    rows = np.arange(len(group))
    for _ in range(ROUNDS):
        place, slot = _clashes(group, rows, catalogue)
        if not len(place):
            return
        step = rows[place]
        group[step, slot] = dealer.deal(cells[step, slot])
        rows = np.unique(step)
    place, slot = _clashes(group, rows, catalogue)
    for number in np.unique(place):
        _settle_batch(group[rows[number]], cells[rows[number]], slot[place == number], catalogue, dealer)


def _clashes(
    group: NDArray[Any], rows: NDArray[np.int64], catalogue: Catalogue
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Position in ``rows`` and column, in order, of the slots whose cluster an earlier slot of their row has."""
    starts = range(0, len(rows), BATCHES)
    parts = [_clashes_of(catalogue.cluster[group[rows[start : start + BATCHES]]]) for start in starts]
    places = [place + start for start, (place, _) in zip(starts, parts, strict=True)]
    return np.concatenate(places), np.concatenate([slot for _, slot in parts])


def _clashes_of(cluster: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    order = np.argsort(cluster, axis=1, kind="stable")
    ordered = np.take_along_axis(cluster, order, axis=1)
    row, later = np.nonzero(ordered[:, 1:] == ordered[:, :-1])
    column = order[row, later + 1]
    by_place = np.lexsort((column, row))
    return row[by_place], column[by_place]


def _settle_batch(
    group: NDArray[Any],
    cells: NDArray[Any],
    open_slots: NDArray[np.int64],
    catalogue: Catalogue,
    dealer: Dealer,
) -> None:
    """Fill the open slots of one batch, moving others along where it must be (an augmenting path of a matching)."""
    held = {slot: int(catalogue.cluster[group[slot]]) for slot in range(len(group)) if slot not in open_slots}
    holder = {cluster: slot for slot, cluster in held.items()}
    for first in map(int, open_slots):
        wanted_by: dict[int, tuple[int, int]] = {}
        queue = [first]
        free: int | None = None
        for slot in queue:
            for option in dealer.rng.permutation(dealer.options(int(cells[slot]))):
                cluster = int(catalogue.cluster[option])
                if cluster in wanted_by:
                    continue
                wanted_by[cluster] = (slot, int(option))
                if cluster not in holder:
                    free = cluster
                    break
                queue.append(holder[cluster])
            if free is not None:
                break
        if free is None:
            raise LingmixError(_no_room(first, cells, catalogue, dealer))
        while free is not None:
            slot, option = wanted_by[free]
            group[slot], holder[free] = option, slot
            before = held.get(slot)
            held[slot] = free
            free = before


def _no_room(slot: int, cells: NDArray[Any], catalogue: Catalogue, dealer: Dealer) -> str:
    query, passage = divmod(int(cells[slot]), len(catalogue.languages))
    options = dealer.options(int(cells[slot]))
    free = len(np.unique(catalogue.cluster[options]))
    return (
        f"a batch of {len(cells)} pairs cannot be filled without two groups that share a passage: for "
        f"{int(np.sum(cells == cells[slot]))} of its pairs, in {catalogue.languages[query]}–"
        f"{catalogue.languages[passage]}, the mix may draw from {len(options)} groups in {free} sets that share no "
        "passage, and its other pairs need some of them. Lower train.batch_size, add data, or exclude what has too "
        "little of it (exclude_languages, exclude_pairs)"
    )
