"""Which run is which variant's with which seed, so that variants are compared seed by seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lingmix.errors import LingmixError


class RunKey(NamedTuple):
    """A variant's name and a seed; None for a run that no seed changes."""

    variant: str
    seed: int | None


@dataclass(frozen=True)
class Design:
    """V variants and S seeds.

    Attributes:
        variants: their names, as planned.
        seeds: sorted; one None where no run has a seed.
        run: int64 (V, S), the row of each run among the finished ones, −1 if missing. A variant that no seed changes
            has the same run for all seeds.
        seeded: bool (V,), whether seeds change the variant.
    """

    variants: tuple[str, ...]
    seeds: tuple[int | None, ...]
    run: NDArray[np.int64]
    seeded: NDArray[np.bool_]

    @property
    def complete(self) -> NDArray[np.bool_]:
        """Whether a variant has all its runs: bool (V,)."""
        return np.asarray((self.run >= 0).all(axis=1), dtype=np.bool_)

    def number(self, variant: str) -> int:
        """The place of a variant.

        Raises:
            KeyError: there is no such variant.
        """
        if variant not in self.variants:
            raise KeyError(variant)
        return self.variants.index(variant)

    def arrange(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values of finished runs, float64 (…, R), by variant and seed: float64 (…, V, S), NaN where missing."""
        placed: NDArray[np.float64] = values[..., self.run]
        return np.where(self.run >= 0, placed, np.nan)

    def lacking(self, variant: str) -> str:
        """What a variant lacks, in words: ``seeds 17, 19 missing``; empty if nothing."""
        place = self.number(variant)
        if not self.seeded[place]:
            return "" if self.complete[place] else "run missing"
        absent = [str(seed) for seed, run in zip(self.seeds, self.run[place], strict=True) if run < 0]
        return f"{'seeds' if len(absent) > 1 else 'seed'} {', '.join(absent)} missing" if absent else ""


def design(planned: Sequence[RunKey], finished: Sequence[RunKey]) -> Design:
    """Arrange runs by variant and seed.

    Args:
        planned: all runs of the study, finished or not.
        finished: those that values are there of, in the order of the values. Others than the planned are ignored.

    Raises:
        LingmixError: a run is there twice, or one variant is planned both with and without seeds.
    """
    for name, runs in (("planned", planned), ("finished", finished)):
        if len(set(runs)) < len(runs):
            raise LingmixError(f"some runs are {name} twice")
    variants = tuple(dict.fromkeys(run.variant for run in planned))
    seeds: tuple[int | None, ...] = tuple(sorted({run.seed for run in planned if run.seed is not None})) or (None,)
    without = {run.variant for run in planned if run.seed is None}
    if both := without & {run.variant for run in planned if run.seed is not None}:
        raise LingmixError(f"planned both with and without seeds: {', '.join(sorted(both))}")
    row = {run: number for number, run in enumerate(finished)}
    places = [
        [row.get(RunKey(variant, None if variant in without else seed), -1) for seed in seeds] for variant in variants
    ]
    run = np.array(places, dtype=np.int64).reshape(len(variants), len(seeds))
    return Design(variants, seeds, run, np.array([variant not in without for variant in variants], dtype=bool))
