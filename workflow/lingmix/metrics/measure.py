"""What a measure is given and what it declares; parsing of names such as ``recall@10``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lingmix.data.dataset import SETTINGS, Setting
from lingmix.discover import modules
from lingmix.errors import LingmixError, unknown_name
from lingmix.metrics import measures

__all__ = [
    "SETTINGS",
    "AnyMeasure",
    "Bitext",
    "BitextMeasure",
    "Judged",
    "Measure",
    "Neighbours",
    "Setting",
    "all_measures",
    "measure_modules",
    "parse",
]


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
    """A measure of ranks: one value for each query.

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


@dataclass(frozen=True)
class Neighbours:
    """The nearest sentences on the other side, for both sides of a part: U distinct queries and V distinct passages.

    Sentences with equal vectors, as copies of one text have them, count once.

    Attributes:
        forward_score: float32 (U, min(k, V)), cosines of each query and its nearest passages, descending.
        forward: int64, of the same shape, the numbers of these passages.
        backward_score, backward: the same for each passage and its nearest queries, (V, min(k, U)).
        query_copies, passage_copies: int64 (U,) and (V,), how many sentences each stands for.
        gold: int64 (G, 2), the numbers of queries and passages that are translations; a row for each judgement.
    """

    forward_score: NDArray[np.float32]
    forward: NDArray[np.int64]
    backward_score: NDArray[np.float32]
    backward: NDArray[np.int64]
    query_copies: NDArray[np.int64]
    passage_copies: NDArray[np.int64]
    gold: NDArray[np.int64]


@dataclass(frozen=True)
class Bitext:
    """The sentences of two languages, some of which are translations of each other.

    Attributes:
        test: those that are scored.
        dev: those that thresholds are tuned on; None where a benchmark has none.
    """

    test: Neighbours
    dev: Neighbours | None


@dataclass(frozen=True)
class BitextMeasure:
    """A measure of the neighbours that two languages' sentences have: one value for the pair of languages.

    Attributes:
        value: from the sentences to a number, NaN where it means nothing.
        cutoff, settings, higher_is_better: as for :class:`Measure`.
    """

    value: Callable[[Bitext], float]
    cutoff: Literal["none"] = "none"
    settings: tuple[Setting, ...] = ("crosslingual",)
    higher_is_better: bool = True


AnyMeasure = Measure | BitextMeasure


@cache
def all_measures() -> dict[str, AnyMeasure]:
    """Every measure there is, by name."""
    return {name: module.MEASURE for name, module in modules(measures).items()}


def measure_modules(names: Iterable[str]) -> list[str]:
    """The dotted names of the modules that define these metrics' measures, sorted."""
    return sorted({f"{measures.__name__}.{name.partition('@')[0]}" for name in names})


def parse(name: str) -> tuple[AnyMeasure, int | None]:
    """The measure and cut-off that ``name`` stands for.

    Raises:
        LingmixError: no such measure, or a cut-off missing, unwanted or below 1.

    >>> parse("recall@10")[1]
    10
    """
    match = re.fullmatch(r"([a-z][a-z0-9_]*)(?:@([0-9]+))?", name)
    base, at = match.groups() if match else (name, None)
    if base not in all_measures():
        raise LingmixError(unknown_name("metric", base, all_measures()))
    measure = all_measures()[base]
    if at is None and measure.cutoff == "required":
        raise LingmixError(f"metric '{name}' needs a cut-off, for example '{base}@10'")
    if at is not None and (measure.cutoff == "none" or int(at) < 1):
        raise LingmixError(f"metric '{name}' cannot be cut off there; use '{base}'")
    return measure, int(at) if at else None
