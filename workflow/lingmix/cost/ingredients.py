"""The jobs that make what training needs besides data: translations, lexicons, mined negatives, teachers' vectors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from lingmix.config.dataset import Mined, Translated, made_of
from lingmix.config.lexicon import Neighbours
from lingmix.config.study import Study
from lingmix.cost.encoders import Encoder
from lingmix.cost.job import Job, times, with_encoder, without_encoder
from lingmix.cost.memory import PAIR, encoding
from lingmix.cost.sizes import pairs_of


def helpers(study: Study) -> list[str]:
    """The encoders that mine, teach, or make lexicons."""
    mining = [spec.encoder for name in _used(study) if isinstance(spec := study.datasets.get(name), Mined)]
    matching = [found.encoder for name in _lexicons(study) if isinstance(found := study.lexicons[name], Neighbours)]
    teaching = [name for run in study.runs.values() if run.trained for name in study.teachers_of(run)]
    return list(dict.fromkeys([*mining, *matching, *teaching]))


def ingredients(study: Study, results: Path, encoders: Mapping[str, Encoder]) -> Iterator[Job]:
    """Jobs in the order of their stages; how long most of them take was never measured.

    Args:
        study: whose jobs.
        results: where tables are that are there already.
        encoders: of the study, by name.
    """
    runs = [run for run in study.runs.values() if run.trained]
    for name in _used(study):
        spec = study.datasets.get(name)
        if isinstance(spec, Translated):
            pairs = pairs_of(study, spec.of, results)
            work = times(times(pairs, 2), len(spec.languages))
            file = (f"data/{name}/pairs.parquet",)
            yield Job("translate", (f"translate/{name}",), spec.model, None, work, 8, True, file, None, None)
    for name in _lexicons(study):
        kind = study.lexicons[name].kind
        yield Job("lexicon", (f"lexicon/{name}",), kind, None, 1, 1, False, (f"lexicons/{name}.parquet",), None, None)
    augmented = dict.fromkeys(
        (run.augmentation, run.seed, name)
        for run in runs
        if run.augmentation and run.mix
        for name in study.sampling(run.mix).datasets
    )
    for augmentation, seed, name in augmented:
        pairs, place = pairs_of(study, name, results), f"{augmentation}.s{seed}/{name}"
        file = (f"augmented/{place}/pairs.parquet",)
        yield without_encoder("augment", (f"augment/{place}",), times(pairs, 2), file, times(pairs, 2 * PAIR))
    for name in _used(study):
        spec = study.datasets.get(name)
        if isinstance(spec, Mined):
            file = (f"data/{name}/pairs.parquet",)
            yield _embedding("mine", name, encoders[spec.encoder], pairs_of(study, spec.of, results), file)
    taught = dict.fromkeys(
        (teacher, name)
        for run in runs
        if run.mix
        for teacher in study.teachers_of(run)
        for name in study.sampling(run.mix).datasets
    )
    for teacher, name in taught:
        folder = f"teachers/{teacher}/{name}"
        files = (f"{folder}/queries.npy", f"{folder}/passages.npy")
        yield _embedding("teach", f"{teacher}/{name}", encoders[teacher], pairs_of(study, name, results), files)


def _embedding(stage: str, name: str, encoder: Encoder, pairs: float | None, files: tuple[str, ...]) -> Job:
    """Embed both texts of all pairs."""
    held = encoding(pairs, pairs, encoder.dimensions, encoder.disk)
    return with_encoder(encoder, stage, f"{stage}/{name}", times(pairs, 2), files, None, held)


def _used(study: Study) -> list[str]:
    """The data sets that training and validation take, and what they are made of."""
    found = [*study.training_datasets(), *study.validation_datasets()]
    for name in found:
        if name in study.datasets:
            found += [part for part in made_of(study.datasets[name]) if part not in found]
    return list(dict.fromkeys(found))


def _lexicons(study: Study) -> list[str]:
    """The lexicons that some run's objective or augmentation takes."""
    trained = [run for run in study.runs.values() if run.trained]
    found = [name for run in trained for name in study.lexicons_of(run)]
    for run in trained:
        if run.augmentation:
            found += study.augmentations[run.augmentation].lexicons
    return list(dict.fromkeys(found))
