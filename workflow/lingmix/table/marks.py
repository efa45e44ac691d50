"""Which values of a table differ from the baseline, as the statistics have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from lingmix.stats.comparisons import name, parts
from lingmix.stats.effects import LEVEL

KEYS = ("benchmark", "setting", "metric", "variant", "reference", "p_holm", "family")


@dataclass(frozen=True)
class Marks:
    """Significant differences to the baseline.

    Attributes:
        differing: benchmark, setting, metric and variant of each.
        family: of each benchmark, for how many comparisons p are corrected in each setting and metric.
    """

    differing: frozenset[tuple[str, str, str, str]] = frozenset()
    family: dict[str, int] = field(default_factory=dict)


def marks(effects: pd.DataFrame | None, baseline: Sequence[str] | None) -> Marks:
    """The marks of a study.

    Args:
        effects: as :func:`lingmix.stats.judge.judge` returns it, of all benchmarks; None where nothing is judged.
        baseline: mix, objective and augmentation; without one there are no marks.
    """
    if effects is None or baseline is None or effects.empty:
        return Marks()
    encoders = {parts(str(variant))[0] for variant in effects["variant"]}
    references = {name((encoder, *baseline)) for encoder in encoders}
    found: set[tuple[str, str, str, str]] = set()
    family: dict[str, int] = {}
    for benchmark, setting, metric, *pair, p, size in effects[list(KEYS)].itertuples(index=False, name=None):
        other = [variant for variant in pair if variant not in references]
        if len(other) == 1 and pd.notna(p):
            family[benchmark] = max(family.get(benchmark, 0), int(size))
            if p < LEVEL:
                found.add((benchmark, setting, metric, other[0]))
    return Marks(frozenset(found), family)
