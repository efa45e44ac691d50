"""What varies from what to what: the units that a term of a factorial model has to be compared over.

A mix is drawn anew with each seed, so its effect is judged by how runs differ, not by 110 pairs of languages in each; a
script belongs to a language, so its effect is judged by how languages differ. Each term is therefore tested in the
coarsest stratum in which its columns do not vary within a unit, on means of units, as in the analysis of split-plot
designs (Wilkinson and Rogers 1973, Applied Statistics 22(3), for strata; Yates 1935 for split plots).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Stratum:
    """A kind of unit.

    Attributes:
        name: in the plural.
        unit: the columns that say which unit a row belongs to.
        blocks: units that differ for reasons of their own, which are taken out: sets of columns.
        crossed: whether the blocks are those of variants crossed with pairs of languages.
    """

    name: str
    unit: tuple[str, ...]
    blocks: tuple[tuple[str, ...], ...]
    crossed: bool = False


PAIRS = Q, P = "query_lang", "passage_lang"
STRATA = (
    Stratum("runs", ("variant", "seed"), (("seed",),)),
    Stratum("query languages", (Q,), ()),
    Stratum("passage languages", (P,), ()),
    Stratum("pairs", (Q, P), ((Q,), (P,))),
    Stratum("variants × query languages", ("variant", Q), (("variant",), (Q,))),
    Stratum("variants × passage languages", ("variant", P), (("variant",), (P,))),
    Stratum("variants × pairs", ("variant", Q, P), (("variant", Q), ("variant", P), (Q, P)), crossed=True),
)
"""From the coarsest to the finest."""


def strata_of(frame: pd.DataFrame) -> list[Stratum]:
    """The strata that differ from each other here: in the monolingual setting a pair is a language."""
    kept: list[Stratum] = []
    seen: list[NDArray[np.int64]] = []
    for stratum in STRATA:
        unit = units(frame, stratum.unit)
        several = len(np.unique(unit)) > 1
        if several and not any(_same(unit, other) for other in seen):
            kept.append(stratum)
            seen.append(unit)
    return kept


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
