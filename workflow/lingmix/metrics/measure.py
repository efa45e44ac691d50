"""What a measure is given and what it declares; parsing of names such as ``recall@10``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lingmix.discover import modules
from lingmix.errors import LingmixError, unknown_name
from lingmix.metrics import measures

Setting = Literal["monolingual", "crosslingual", "multilingual"]
SETTINGS: tuple[Setting, ...] = ("monolingual", "crosslingual", "multilingual")


@dataclass(frozen=True)
class Judged:
    """The ranks of all relevant passages of Q queries, N in all, sorted by query and then by rank.

    Attributes:
        query: int64 (N,), 0-based number of the query, ascending.
        rank: int64 (N,), 1-based, ascending within a query.
        position: int64 (N,), 1 for a query's best-ranked relevant passage, 2 for the next, and so on.
        relevant: int64 (Q,), relevant passages in the pool, at least 1 for every query.
    """

    query: NDArray[np.int64]
    rank: NDArray[np.int64]
    position: NDArray[np.int64]
    relevant: NDArray[np.int64]

    def sums(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum ``values`` (N,) over the relevant passages of each query: float64 (Q,)."""
        return np.bincount(self.query, weights=values, minlength=len(self.relevant)).astype(np.float64)


@dataclass(frozen=True)
class Measure:
    """A retrieval measure.

    Attributes:
        per_query: from the judged ranks and the cut-off (None: the full ranking) to float64 (Q,).
        cutoff: whether a cut-off ``@k`` may, must or may not follow the name.
        settings: the retrieval settings in which it means something.
        higher_is_better: for marking the best.
    """

    per_query: Callable[[Judged, int | None], NDArray[np.float64]]
    cutoff: Literal["optional", "required", "none"]
    settings: tuple[Setting, ...] = SETTINGS
    higher_is_better: bool = True


@cache
def all_measures() -> dict[str, Measure]:
    """Every measure there is, by name."""
    return {name: module.MEASURE for name, module in modules(measures).items()}


def measure_modules(names: Iterable[str]) -> list[str]:
    """The dotted names of the modules that define these metrics' measures, sorted."""
    return sorted({f"{measures.__name__}.{name.partition('@')[0]}" for name in names})


def parse(name: str) -> tuple[Measure, int | None]:
    """The measure and cut-off that ``name`` stands for.

    Raises:
        LingmixError: no such measure, or a cut-off missing, unwanted or below 1.

    >>> parse("recall@10")[1]
    10
    """
    match = re.fullmatch(r"([a-z_]+)(?:@([0-9]+))?", name)
    base, at = match.groups() if match else (name, None)
    if base not in all_measures():
        raise LingmixError(unknown_name("metric", base, all_measures()))
    measure = all_measures()[base]
    if at is None and measure.cutoff == "required":
        raise LingmixError(f"metric '{name}' needs a cut-off, for example '{base}@10'")
    if at is not None and (measure.cutoff == "none" or int(at) < 1):
        raise LingmixError(f"metric '{name}' cannot be cut off there; use '{base}'")
    return measure, int(at) if at else None
