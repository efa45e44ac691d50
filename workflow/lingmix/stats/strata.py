"""What varies from what to what: the units that a term of a factorial model has to be compared over.

A mix is drawn anew with each seed, and one such plan serves all objectives, so its effect is judged by how plans
differ, not by the runs that share one, nor by 110 pairs of languages in each; a script belongs to a language, so its
effect is judged by how languages differ, and how it moves a mix's effect by how mixes differ from language to language.
Each term is therefore tested in the coarsest stratum in which its columns do not vary within a unit, on means of units,
as in the analysis of split-plot designs (Wilkinson and Rogers 1973, Applied Statistics 22(3), for strata; Yates 1935
for split plots).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lingmix.config.study import AXES

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Stratum:
    """A kind of unit.

    Attributes:
        name: in the plural.
        unit: the columns that say which unit a row belongs to.
        blocks: units that differ for reasons of their own, which are taken out: sets of columns.
        crossed: whether the units are the values of the first column crossed with languages or pairs of them.
        alike: columns whose combinations are compared over what all of them have, since means over different variants
            or seeds would differ by these; none if the blocks see to it.
    """

    name: str
    unit: tuple[str, ...]
    blocks: tuple[tuple[str, ...], ...]
    crossed: bool = False
    alike: tuple[str, ...] = ()


PAIRS = Q, P = "query_lang", "passage_lang"
PLURALS = {"encoder": "encoders", "mix": "mixes", "objective": "objectives", "augmentation": "augmentations"}


def strata(axes: Sequence[str]) -> list[Stratum]:
    """All strata of a grid with these axes, from the coarsest to the finest."""
    return [
        Stratum("plans", ("mix", "seed"), (("seed",),), alike=("mix", "seed")),
        Stratum("runs", ("variant", "seed"), (("mix", "seed"),)),
        Stratum("query languages", (Q,), ()),
        Stratum("passage languages", (P,), ()),
        Stratum("pairs", PAIRS, ((Q,), (P,))),
        *(stratum for axis in axes for stratum in _by_language(PLURALS[axis], axis, ((),), (axis,))),
        # what an axis does in a language by itself, whatever the others are, is none of theirs
        *_by_language("variants", "variant", [(axis,) for axis in axes] or ((),), ()),
    ]


def _by_language(name: str, of: str, without: Sequence[tuple[str, ...]], alike: tuple[str, ...]) -> Iterator[Stratum]:
    """What differs from language to language, and from pair to pair."""
    for languages, one in (("query languages", Q), ("passage languages", P)):
        blocks = ((of,), *((*block, one) for block in without))
        yield Stratum(f"{name} × {languages}", (of, one), blocks, crossed=True, alike=alike)
    blocks = ((of, Q), (of, P), *((*block, *PAIRS) for block in without))
    yield Stratum(f"{name} × pairs", (of, *PAIRS), blocks, crossed=True, alike=alike)


def strata_of(frame: pd.DataFrame) -> list[Stratum]:
    """The strata that differ from each other here: in the monolingual setting a pair is a language."""
    kept: list[Stratum] = []
    seen: list[NDArray[np.int64]] = []
    for stratum in strata([axis for axis in AXES if axis in frame and frame[axis].nunique() > 1]):
        unit = units(frame, stratum.unit)
        several = len(np.unique(unit)) > 1
        if several and not any(_same(unit, other) for other in seen):
            kept.append(stratum)
            seen.append(unit)
    return kept


def comparable(frame: pd.DataFrame, stratum: Stratum) -> NDArray[np.bool_]:
    """The rows (n,) that a stratum's means can be taken over: those of the variants and seeds that all have."""
    if not stratum.alike:
        return np.ones(len(frame), dtype=bool)
    rest = [column for column in (*AXES, "seed") if column in frame and column not in stratum.alike]
    own, cell = units(frame, stratum.alike), units(frame, tuple(rest))
    there = np.zeros((int(own.max()) + 1, int(cell.max()) + 1), dtype=bool)
    there[own, cell] = True
    shared: NDArray[np.bool_] = np.logical_and.reduce(there)
    found: NDArray[np.bool_] = shared[cell]
    return found


def units(frame: pd.DataFrame, columns: tuple[str, ...]) -> NDArray[np.int64]:
    """The number of each row's unit: int64 (n,)."""
    found = np.zeros(len(frame), dtype=np.int64)
    for column in columns:
        codes, values = pd.factorize(frame[column], sort=True, use_na_sentinel=False)
        found = found * len(values) + codes
    return np.unique(found, return_inverse=True)[1].astype(np.int64)


def means(values: Array, unit: NDArray[np.int64]) -> Array:
    """Means of rows of (n, k) by unit: (u, k)."""
    count = np.bincount(unit).astype(np.float64)
    sums = np.stack([np.bincount(unit, weights=column) for column in values.T], axis=1)
    found: Array = sums / count[:, None]
    return found


def constant(values: Array, unit: NDArray[np.int64]) -> bool:
    """Whether no column varies within a unit."""
    return bool(np.allclose(values, means(values, unit)[unit]))


def indicators(unit: NDArray[np.int64]) -> Array:
    """A column of zeros and ones for each unit."""
    return np.eye(int(unit.max()) + 1)[unit]


def _same(unit: NDArray[np.int64], other: NDArray[np.int64]) -> bool:
    """Whether two numberings put the same rows together."""
    many = int(unit.max())
    return bool(many == other.max() and len(np.unique(unit * (many + 1) + other)) == many + 1)
