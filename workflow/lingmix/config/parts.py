"""Which tables make up a data set, and which of them a job takes together."""

from __future__ import annotations

from dataclasses import dataclass

from lingmix.config.dataset import made_of
from lingmix.config.study import Study
from lingmix.data import registry
from lingmix.metrics.measure import BitextMeasure, parse
from lingmix.sharding import shards_of


@dataclass(frozen=True)
class Part:
    """A table of passages.

    Attributes:
        leaf: the data set that it is of.
        file: the file of the data set that alone it is made from; None where it has all passages.
        passages: about how many it has, 0 where that is not known before it is made.
    """

    leaf: str
    file: str | None
    passages: float


def leaves(study: Study, dataset: str) -> list[str]:
    """The data sets whose tables together are a data set's: the parts of a union, else itself alone."""
    spec = study.datasets.get(dataset)
    own = () if spec is None or spec.kind != "union" else made_of(spec)
    parts = registry.get(dataset).parts if spec is None else own
    return list(dict.fromkeys(leaf for part in parts for leaf in leaves(study, part))) or [dataset]


def passages_of(study: Study, leaf: str) -> list[Part]:
    """The tables of passages of a data set that is no union."""
    if leaf in study.datasets:
        return [Part(leaf, None, 0)]
    found = registry.get(leaf)
    return [Part(leaf, file, (found.size or 0) / len(found.shards)) for file in found.shards] or [Part(leaf, None, 0)]


def shards(study: Study, benchmark: str) -> list[list[Part]]:
    """The tables of each shard of a benchmark, one shard for all that are not large.

    A benchmark some metric of which compares two whole sets of sentences is in one.
    """
    parts = [part for leaf in leaves(study, benchmark) for part in passages_of(study, leaf)]
    measures = (parse(metric)[0] for metric in study.metrics_of(benchmark))
    if any(
        isinstance(measure, BitextMeasure) and set(measure.settings) & set(study.settings_of(benchmark))
        for measure in measures
    ):
        return [parts]
    return shards_of([(part, part.passages) for part in parts], study.index.shard)
