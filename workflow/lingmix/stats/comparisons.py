"""Which variants of a study are compared, and how they are called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from lingmix.config.augmentation import NONE
from lingmix.config.study import UNTRAINED, Run, Study
from lingmix.stats.design import RunKey


def key(run: Run) -> RunKey:
    """A run as a variant, named as the run is without its seed, and a seed."""
    return RunKey(replace(run, seed=None).id, run.seed)


def name(axes: Sequence[str]) -> str:
    """The variant with this encoder, mix, objective and augmentation, as columns of a table have them.

    >>> name(("static", "hybrid", "contrastive", "none"))
    'static.hybrid.contrastive'
    """
    encoder, mix, objective, augmentation = axes
    if mix == UNTRAINED:
        return Run(encoder, None, None, None, None).id
    return Run(encoder, mix, objective, None if augmentation == NONE else augmentation, None).id


def parts(variant: str) -> list[str]:
    """The encoder of a variant and what else it is called by; points in numbers part nothing.

    >>> parts("static.hybrid-alpha0.25.contrastive")
    ['static', 'hybrid-alpha0.25', 'contrastive']
    """
    return re.split(r"\.(?!\d)", variant)


def comparisons(study: Study) -> list[tuple[str, str]]:
    """Pairs of variants, the second of each the reference, within each encoder and in the order of the grid."""
    variants: dict[str, dict[str, Run]] = {}
    for run in study.runs.values():
        variants.setdefault(run.encoder, {}).setdefault(key(run).variant, run)
    found = []
    for there in variants.values():
        trained = [variant for variant, run in there.items() if run.trained]
        if study.statistics.compare == "all":
            found += [(later, earlier) for earlier, later in combinations(trained, 2)]
            continue
        reference = _reference(study, there)
        found += [(variant, reference) for variant in trained if reference and variant != reference]
    return found


def _reference(study: Study, variants: dict[str, Run]) -> str | None:
    """What the variants of an encoder are compared with."""
    if study.baseline is None:
        return next((variant for variant, run in variants.items() if not run.trained), None)
    wanted = key(study.baseline.run(next(iter(variants.values())))).variant
    return wanted if wanted in variants else None
