"""For each pair of a plan, a language that its query has a translation in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lingmix.plan.restrict import Allowed

ROWS = 1 << 18
"""Rows drawn at a time, which bounds the memory that the drawing takes."""


def draw_translations(
    group: NDArray[np.integer], query: NDArray[np.integer], allowed: Allowed, rng: np.random.Generator
) -> NDArray[np.int16]:
    """A language for each pair other than its query's, uniformly among those that its group may be drawn in.

    Args:
        group: integers (N,), numbers of groups.
        query: integers (N,), numbers of the queries' languages.
        allowed: what the mix may draw; the two languages must be allowed together.
        rng: where chance comes from; one number is drawn for each row, whatever it may choose from.

    Returns:
        int16 (N,), numbers of languages; -1 where there is none.
    """
    chosen = np.empty(len(group), dtype=np.int16)
    # a language in a row of memory, so that each is looked up in a short stretch
    has = np.ascontiguousarray(allowed.catalogue.has.T)
    for start in range(0, len(group), ROWS):
        part = slice(start, start + ROWS)
        options = np.stack([row[group[part]] for row in has])
        options &= allowed.together[:, query[part]]
        count = options.sum(axis=0, dtype=np.int16)
        wanted = (rng.random(len(count)) * count).astype(np.int16)
        found = np.full(len(count), -1, dtype=np.int16)
        seen = np.zeros(len(count), dtype=np.int16)
        for language, there in enumerate(options):
            found[there & (seen == wanted)] = language
            seen += there
        chosen[part] = found
    return chosen
