"""What units differ in for reasons of their own, taken out of values and columns before effects are estimated.

The residual of a least-squares fit on the indicators of blocks (Frisch and Waugh 1933). Where variants, or the levels
of an axis, cross languages or pairs of them, that fit is one over variants and one over pairs, since every variant has
every pair: what is left is at right angles to both, (I − A) ⊗ (I − B). As one, it would take gigabytes for a benchmark
of a hundred languages.
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
        basis: float64 (n / v, r), orthonormal columns that span the blocks within one of the v values of what is
            crossed with languages; v is 1 where nothing is.
        across: float64 (v, a), orthonormal columns that span what those values have in common; None for none.
        rank: int, degrees of freedom that the blocks take.
    """

    basis: Array
    across: Array | None
    rank: int

    def without(self, values: Array) -> Array:
        """What of columns (n, k) is at right angles to all blocks."""
        if self.across is None:
            return without(self.basis, values)
        rest = without(self.across, values.reshape(len(self.across), -1)).reshape(len(self.across), -1, values.shape[1])
        found: Array = np.stack([without(self.basis, own) for own in rest]).reshape(values.shape)
        return found


def blocks_of(frame: pd.DataFrame, stratum: Stratum, row: NDArray[np.int64]) -> Blocks:
    """The blocks of a stratum.

    Args:
        frame: as :func:`lingmix.stats.factorial.factorial` takes it.
        row: int64 (n,), a row of each unit, in the order of units' numbers.
    """
    if not stratum.crossed:
        basis = _basis([units(frame, columns)[row] for columns in stratum.blocks], len(row))
        return Blocks(basis, None, basis.shape[1])
    of = stratum.unit[0]
    count = frame[of].nunique()
    first, each = row[: len(row) // count], row[:: len(row) // count]
    within = [tuple(column for column in block if column != of) for block in stratum.blocks if of in block]
    common = [tuple(c for c in block if c not in PAIRS) for block in stratum.blocks if of not in block]
    basis = _basis([units(frame, columns)[first] for columns in within], len(first))
    across = _basis([units(frame, columns)[each] for columns in common], count)
    free = (count - across.shape[1]) * (len(first) - basis.shape[1])
    return Blocks(basis, across, len(row) - free)


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
