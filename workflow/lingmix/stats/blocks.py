"""What units differ in for reasons of their own, taken out of values and columns before effects are estimated.

The residual of a least-squares fit on the indicators of blocks (Frisch and Waugh 1933). Where variants cross pairs of
languages, that fit is one over variants and one over pairs, since every variant has every pair: as one, it would take
gigabytes for a benchmark of a hundred languages.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lingmix.stats.strata import PAIRS, Stratum, indicators, units

Array = NDArray[np.float64]
SMALL = 1e-8
"""Relative; what is less is rounding."""


@dataclass(frozen=True)
class Blocks:
    """Blocks of n units.

    Attributes:
        basis: float64 (n / variants, r), orthonormal columns that span the blocks within a variant.
        variants: over how many the units repeat, variant by variant; their mean is taken out too. 1 for none.
        rank: int, degrees of freedom that the blocks take.
    """

    basis: Array
    variants: int
    rank: int

    def without(self, values: Array) -> Array:
        """What of columns (n, k) is at right angles to all blocks."""
        if self.variants == 1:
            return without(self.basis, values)
        by_variant = values.reshape(self.variants, -1, values.shape[1])
        rest = by_variant - by_variant.mean(axis=0)
        found: Array = np.stack([without(self.basis, own) for own in rest]).reshape(values.shape)
        return found


def blocks_of(frame: pd.DataFrame, stratum: Stratum, row: NDArray[np.int64]) -> Blocks:
    """The blocks of a stratum.

    Args:
        frame: as :func:`lingmix.stats.factorial.factorial` takes it.
        row: int64 (n,), a row of each unit, in the order of units' numbers.
    """
    if stratum.crossed:
        variants = frame["variant"].nunique()
        first = row[: len(row) // variants]
        basis = _basis([units(frame, (language,))[first] for language in PAIRS], len(first))
        free = (variants - 1) * (len(first) - basis.shape[1])
        return Blocks(basis, variants, len(row) - free)
    basis = _basis([units(frame, columns)[row] for columns in stratum.blocks], len(row))
    return Blocks(basis, 1, basis.shape[1])


def without(basis: Array, values: Array) -> Array:
    """What of columns is at right angles to an orthonormal ``basis``."""
    rest = values - basis @ (basis.T @ values)
    found: Array = rest - basis @ (basis.T @ rest)
    return found


def _basis(blocks: list[NDArray[np.int64]], size: int) -> Array:
    """Orthonormal columns that span a constant and the indicators of ``blocks``."""
    columns = np.column_stack(
        [np.ones(size), *(indicators(np.unique(block, return_inverse=True)[1]) for block in blocks)]
    )
    # of zeros and ones, whose products are exact, so that squares lose nothing
    size_of, turn = np.linalg.eigh(columns.T @ columns)
    kept = size_of > SMALL * size_of[-1]
    found: Array = columns @ turn[:, kept] / np.sqrt(size_of[kept])
    return found
