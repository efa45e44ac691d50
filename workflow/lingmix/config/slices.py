"""The slices of a study that a run's results depend on, and a fingerprint of them.

A change elsewhere in a study leaves them, and with them the run's finished results, as they are.
"""

from __future__ import annotations

from typing import Any

from lingmix.config.dataset import Mined, made_of
from lingmix.config.encoder import is_seeded
from lingmix.config.lexicon import Neighbours
from lingmix.config.study import Run, Study
from lingmix.provenance import value_digest


def fingerprint(study: Study, run: Run, benchmark: str) -> str:
    """16 hexadecimal digits that change with all that a run's metrics on a benchmark depend on in the study."""
    parts = {
        "run": run.axes,
        "encoder": encoder_slice(study, run.encoder),
        "benchmark": dataset_slice(study, benchmark),
        # how passages are shared out to jobs changes no result
        "index": study.index.model_dump(mode="json", exclude={"shard"}),
        "metrics": study.metrics,
    }
    if is_seeded(study.encoders[run.encoder]):
        parts["vocabulary"] = [dataset_slice(study, name) for name in study.training_datasets()]
    if run.trained:
        parts |= training_slice(study, run)
    return value_digest(parts)


def training_slice(study: Study, run: Run) -> dict[str, Any]:
    """All that the training of a run depends on beside its encoder."""
    assert run.mix is not None
    sampling = study.sampling(run.mix)
    terms = study.objective(run).terms()
    return {
        "mix": study.mixes[run.mix].model_dump(mode="json", exclude={"train"}),
        # by name, so that a new kind of term leaves old fingerprints as they are
        "objective": {name: term.model_dump(mode="json") for name, term in terms.items()},
        "sampling": sampling.model_dump(mode="json"),
        "optimisation": study.optimisation(run).model_dump(mode="json"),
        "data": [dataset_slice(study, name) for name in sampling.datasets],
        "augmentation": augmentation_slice(study, run.augmentation),
        "lexicons": [lexicon_slice(study, name) for name in study.lexicons_of(run)],
        "teachers": [encoder_slice(study, name) for name in study.teachers_of(run)],
        "validation": dataset_slice(study, name) if (name := study.validation_of(run)) else None,
    }


def encoder_slice(study: Study, name: str) -> dict[str, Any]:
    """What a study says of an encoder before it is trained."""
    return study.encoders[name].model_dump(mode="json", exclude={"train"})


def dataset_slice(study: Study, name: str) -> list[Any]:
    """A data set's name, what the study says of it, and the same of what it is made of."""
    spec = study.datasets.get(name)
    if spec is None:
        return [name]
    parts = [part for of in made_of(spec) for part in dataset_slice(study, of)]
    found_by = [encoder_slice(study, spec.encoder)] if isinstance(spec, Mined) else []
    return [name, spec.model_dump(mode="json"), *parts, *found_by]


def lexicon_slice(study: Study, name: str) -> list[Any]:
    """A lexicon's name, what the study says of it, and the same of what it is made of."""
    spec = study.lexicons[name]
    found = [name, spec.model_dump(mode="json")]
    if isinstance(spec, Neighbours):
        found += [encoder_slice(study, spec.encoder), *(dataset_slice(study, data) for data in spec.datasets)]
    return found


def augmentation_slice(study: Study, name: str | None) -> list[Any]:
    """What the study says of an augmentation, without its training values, and of its lexicons."""
    if name is None:
        return []
    spec = study.augmentations[name]
    lexicons = [lexicon_slice(study, lexicon) for lexicon in spec.lexicons]
    return [spec.model_dump(mode="json", exclude={"train"}), *lexicons]
