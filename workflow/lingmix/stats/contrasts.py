"""Columns of a linear model for factors and their interactions, coded as deviations from the mean of levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]
Term = tuple[str, ...]


@dataclass(frozen=True)
class Coded:
    """A term of a model.

    Attributes:
        name: factors joined by `` × ``.
        columns: float64 (n, k), its columns.
        levels: names of its L combinations of levels; ``slope`` for a number.
        effects: float64 (L, k): row × coefficients is the combination's deviation.
    """

    name: str
    columns: Array
    levels: tuple[str, ...]
    effects: Array


def coded(frame: pd.DataFrame, term: Term) -> Coded:
    """Code a main effect (one factor) or an interaction (several).

    Text is categories: a level's effect is its deviation from the unweighted mean of all levels, and those of a factor
    sum to 0 (sum coding). Numbers stand for themselves, centred: their effect is a slope per unit, so take logarithms
    of sizes first.
    """
    columns: Array = np.ones((len(frame), 1))
    effects: Array = np.ones((1, 1))
    levels: list[Sequence[str]] = []
    for factor in term:
        own, names, table = _factor(frame[factor])
        columns = (columns[:, :, None] * own[:, None, :]).reshape(len(frame), -1)
        effects = np.kron(effects, table).astype(np.float64)
        levels.append(names)
    return Coded(" × ".join(term), columns, tuple(" × ".join(names) for names in product(*levels)), effects)


def _factor(values: pd.Series[str]) -> tuple[Array, tuple[str, ...], Array]:
    """Columns, levels and effects of one factor."""
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        numbers = values.to_numpy(np.float64)
        # the middle of the distinct values, which does not depend on how often each occurs
        return (numbers - np.unique(numbers).mean())[:, None], ("slope",), np.ones((1, 1))
    codes, levels = pd.factorize(values.astype("str"), sort=True)
    table = np.vstack([np.eye(len(levels) - 1), np.full((1, len(levels) - 1), -1.0)])
    return table[codes], tuple(str(level) for level in levels), table
