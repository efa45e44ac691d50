"""What training sets and benchmarks are made from in common, as far as it is known before any text is read.

The Snakefile imports it for every job, so that it must be cheap.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lingmix.config.study import Study
from lingmix.data import registry


def relations(study: Study, datasets: Sequence[str]) -> list[dict[str, Any]]:
    """What a study's training sets and benchmarks are made from in common, as the registry declares it.

    Args:
        study: whose benchmarks they are.
        datasets: names of the training sets.

    Returns:
        ``benchmark``, ``dataset``, ``source`` (``family/split``, or the family alone), ``same``: whether they share the
        split, and with it the texts; and, where they do not, ``splits``: those of the family that either is made from.
    """
    rows = []
    for benchmark in study.evaluate:
        for dataset in datasets:
            ours, theirs = _sources(study, benchmark), _sources(study, dataset)
            same = sorted(ours & theirs)
            families = {source.partition("/")[0] for source in ours} & {source.partition("/")[0] for source in theirs}
            families -= {source.partition("/")[0] for source in same}
            rows += [{"benchmark": benchmark, "dataset": dataset, "source": name, "same": True} for name in same]
            for name in sorted(families):
                splits = sorted(source for source in ours | theirs if source.partition("/")[0] == name)
                rows.append(
                    {"benchmark": benchmark, "dataset": dataset, "source": name, "same": False, "splits": splits}
                )
    return rows


def same_groups(study: Study, benchmark: str, dataset: str) -> bool:
    """Whether a group's id means the same in both: they are made from one data set, whose judgements serve training.

    Where unions differ in their other parts, ids of these may be the same by chance.
    """
    shared = set(study.roots(benchmark)) & set(study.roots(dataset))
    return any(root in study.datasets or registry.get(root).pairs_from_judgements for root in shared)


def _sources(study: Study, name: str) -> set[str]:
    roots = [root for root in study.roots(name) if root not in study.datasets]
    return {source for root in roots for source in registry.get(root).sources}
