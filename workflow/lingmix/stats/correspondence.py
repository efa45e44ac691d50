"""What of a study is what a paper has results of: encoders as the study says, all else by what it is.

Snakemake reads this before any job runs, so that it imports no pandas.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lingmix.config.mix import Crosslingual, English, Hybrid, MixBase, MixedMonolingual, Monolingual
from lingmix.config.objective import ObjectiveBase
from lingmix.config.study import Run, Study
from lingmix.data import registry
from lingmix.stats.reproduction_words import (
    BATCH,
    DATA,
    DECAY,
    INDEX,
    NEGATIVES,
    RATE,
    SEEDS,
    STEPS,
    TEMPERATURE,
    VALIDATION,
)

DATASETS = {"xquad-r": "xquad-r", "mlqa-r": "mlqa-r", "miracl": "miracl-dev"}
"""From data sets of the registry, of which a benchmark may be a part, to the papers' names."""
HYBRID_ALPHA = 0.5
"""α of the hybrid mix in 2408.10536."""
FREE = {"kind", "alpha", "train", "language"}
"""What a mix may set and still be a paper's."""
MACRO = "macro"
"""Stands for all languages in published values."""


@dataclass(frozen=True)
class Variant:
    """A trained variant that is a paper's.

    Attributes:
        encoder, mix, objective: names in the study.
        paper_encoder, paper_mix: the papers' names for the same.
    """

    encoder: str
    mix: str
    objective: str
    paper_encoder: str
    paper_mix: str


@dataclass(frozen=True)
class Benchmark:
    """A benchmark that is a paper's: its name in the study, the papers' name, and its languages."""

    name: str
    paper: str
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Correspondence:
    """What of a study has published values, all of it in some of them."""

    variants: tuple[Variant, ...]
    benchmarks: tuple[Benchmark, ...]

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Correspondence:
        """From what :func:`dataclasses.asdict` makes of one."""
        benchmarks = ({**one, "languages": tuple(one["languages"])} for one in value["benchmarks"])
        return cls(tuple(Variant(**one) for one in value["variants"]), tuple(Benchmark(**one) for one in benchmarks))


def correspondence(study: Study) -> Correspondence | None:
    """What corresponds between a study and the papers; None if it does not say which encoders do, or nothing does."""
    if study.published is None:
        return None
    there = published_for()
    variants = dict.fromkeys(_variants(study))
    benchmarks = [found for name in study.evaluate if (found := _benchmark(study, name))]
    pairs = [
        (one, where)
        for one in variants
        for where in benchmarks
        if there.get((one.paper_encoder, one.paper_mix, where.paper), set()) & {MACRO, *where.languages}
    ]
    if not pairs:
        return None
    return Correspondence(tuple(dict.fromkeys(one for one, _ in pairs)), tuple(dict.fromkeys(b for _, b in pairs)))


def training_settings(study: Study) -> dict[str, list[Any]]:
    """How the variants that correspond are trained: of each value all that occur, as JSON values."""
    found: dict[str, list[Any]] = {}
    there = correspondence(study)
    variants = {(one.encoder, one.mix, one.objective) for one in there.variants} if there else set()
    for run in _runs(study):
        if (run.encoder, run.mix, run.objective) not in variants:
            continue
        assert run.mix is not None
        sampling, optimisation = study.sampling(run.mix), study.optimisation(run)
        values: dict[str, Any] = {
            DATA: ", ".join(sampling.datasets),
            STEPS: sampling.steps,
            BATCH: sampling.batch_size,
            RATE: optimisation.learning_rate,
            DECAY: optimisation.weight_decay,
            TEMPERATURE: study.objective(run).terms()["info_nce"].tau(optimisation.temperature),
            NEGATIVES: optimisation.hard_negatives,
            VALIDATION: optimisation.validation.dataset if optimisation.validation else "none",
        }
        for key, value in values.items():
            if value not in found.setdefault(key, []):
                found[key].append(value)
    return {**found, SEEDS: [", ".join(map(str, study.seeds))], INDEX: [study.index.factory]}


def paper_mix(mix: MixBase) -> str | None:
    """The papers' name of a mix, by what it is; None if they have no such mix."""
    if set(mix.model_dump(exclude_defaults=True)) - FREE:
        return None
    if isinstance(mix, Hybrid):
        # without monolingual batches, or with nothing else, it is one of the others
        return {1.0: "monolingual", 0.0: "crosslingual", HYBRID_ALPHA: "hybrid"}.get(mix.alpha)
    if isinstance(mix, English):
        return "english" if mix.language == "en" else None
    kinds = ((Monolingual, "monolingual"), (Crosslingual, "crosslingual"), (MixedMonolingual, "mixed-monolingual"))
    return next((name for kind, name in kinds if isinstance(mix, kind)), None)


def is_contrastive(objective: ObjectiveBase) -> bool:
    """Whether InfoNCE is the only term that takes part."""
    return [name for name, term in objective.terms().items() if term.takes_part()] == ["info_nce"]


def published_for() -> dict[tuple[str, str, str], set[str]]:
    """The encoders, mixes and data sets that there are published values of, and of which query languages."""
    found: dict[tuple[str, str, str], set[str]] = {}
    with Path(__file__).with_name("published.csv").open(encoding="utf-8", newline="") as file:
        for _, encoder, mix, dataset, _, language, *_ in csv.reader(file):
            found.setdefault((encoder, mix, dataset), set()).add(language)
    return found


def _runs(study: Study) -> Iterator[Run]:
    """The runs whose encoder, mix, objective and texts are a paper's."""
    known = study.published.encoders if study.published else {}
    for run in study.runs.values():
        there = run.mix is not None and run.augmentation is None and run.encoder in known
        if there and paper_mix(study.mixes[str(run.mix)]) and is_contrastive(study.objective(run)):
            yield run


def _variants(study: Study) -> Iterator[Variant]:
    assert study.published is not None
    for run in _runs(study):
        assert run.mix is not None
        theirs = study.published.encoders[run.encoder], str(paper_mix(study.mixes[run.mix]))
        yield Variant(run.encoder, run.mix, str(run.objective), *theirs)


def _benchmark(study: Study, name: str) -> Benchmark | None:
    """A benchmark of the registry as the papers'; the study's own ones are none of theirs."""
    paper = None if name in study.datasets else DATASETS.get(name.partition("/")[0])
    return Benchmark(name, paper, tuple(registry.get(name).languages)) if paper else None
