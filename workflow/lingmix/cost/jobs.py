"""The jobs of a study, how much work each has, and what it leaves on the disk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from lingmix.config.encoder import is_seeded
from lingmix.config.parts import Part, shards
from lingmix.config.study import Run, Study
from lingmix.config.train import Optimisation
from lingmix.cost.encoders import Encoder, encoder_of
from lingmix.cost.ingredients import helpers, ingredients
from lingmix.cost.job import Job, times, with_encoder, without_encoder
from lingmix.cost.memory import (
    DRAWN,
    FLOAT,
    PLACED,
    RUN,
    activations,
    encoding,
    index_bytes,
    indexing,
    ranking,
    training,
)
from lingmix.cost.sizes import Size, pairs_of, size_of
from lingmix.objectives.base import Need

ONCE = ("study", "check", "leakage", "ablation", "render", "conclude", "factors", "reproduction", "cards", "report")
"""Rules of the stage ``tables`` besides figures."""


def jobs_of(study: Study, results: Path) -> list[Job]:
    """All jobs from the encoders on; fetching and preparing data is left out, since a network has no rate.

    Args:
        study: whose jobs.
        results: where tables and encoders are that are there already.
    """
    return list(_jobs(study, results))


def _jobs(study: Study, results: Path) -> Iterator[Job]:
    encoders = {name: encoder_of(study, name, results) for name in study.encoders}
    sizes = {name: size_of(study, name, results) for name in study.evaluate}
    parts = {name: shards(study, name) for name in study.evaluate}
    runs = list(study.runs.values())
    yield from ingredients(study, results, encoders)
    seeds = ((run.encoder, run.seed if is_seeded(study.encoders[run.encoder]) else None) for run in runs)
    for name, seed in dict.fromkeys([*((name, None) for name in helpers(study)), *seeds]):
        folder, disk = name + ("" if seed is None else f".s{seed}"), encoders[name].disk
        yield with_encoder(
            encoders[name], "encoder", f"encoder/{folder}", 1, (f"encoders/{folder}",), disk, times(2, disk)
        )
    plans = dict.fromkeys((run.mix, run.seed) for run in runs if run.mix is not None)
    for mix, seed in plans:
        sampling = study.sampling(mix)
        name, rows = f"{mix}.s{seed}", sampling.steps * sampling.batch_size
        yield without_encoder("draw", (f"draw/{name}",), rows, (f"plans/{name}.parquet",), DRAWN * rows)
    shown = _shown(runs)
    for run in runs:
        encoder = encoders[run.encoder]
        if run.mix is not None:
            yield _training(study, run, encoder, results)
        for benchmark, size in sizes.items():
            yield from _scored(study, run, benchmark, size, encoder, parts[benchmark], worst=run in shown)
    for benchmark, size in sizes.items():
        name = benchmark.replace("/", ".")
        work = times(size.queries, len(study.runs))
        yield without_encoder(
            "statistics", (f"statistics/{name}",), work, (f"statistics/{name}",), times(work, PLACED), 2
        )
    held = RUN * len(study.runs)
    yield without_encoder("tables", (*ONCE, "figure/*"), len(study.runs), ("figures", "report.html"), held)


def _training(study: Study, run: Run, encoder: Encoder, results: Path) -> Job:
    """A row with more than two texts counts as more rows, and so does one whose texts pass through it twice."""
    assert run.mix is not None
    sampling, optimisation = study.sampling(run.mix), study.optimisation(run)
    needs = study.objective(run).requirements()
    texts = (2 + optimisation.hard_negatives + ("translations" in needs)) * (2 if "masked" in needs else 1)
    rows = sampling.steps * sampling.batch_size
    work = rows * texts / 2
    sizes = [pairs_of(study, name, results) for name in sampling.datasets]
    pairs = None if None in sizes else sum(size or 0 for size in sizes)
    batch = activations(texts * sampling.batch_size, encoder.weights, encoder.dimensions, _at_once(optimisation))
    held = training(encoder.disk, batch, work, pairs, adapters=optimisation.lora is not None)
    files = (f"runs/{run.id}/model",)
    job = with_encoder(encoder, "train", f"train/{run.id}", work, files, encoder.disk, held)
    return replace(job, uncounted=_uncounted(needs, optimisation))


def _at_once(optimisation: Optimisation) -> int | None:
    """How many tokens keep their activations at a time, if not all of a batch."""
    part, kept = optimisation.micro_batch_tokens, optimisation.kept_tokens
    if part is None or not optimisation.gradient_caching:
        return None
    return part + (part if kept is None else kept)


def _uncounted(needs: Collection[Need], optimisation: Optimisation) -> tuple[str, ...]:
    """What makes a training's rows take another time than plain ones, as nobody has measured it."""
    there = {
        "a teacher": "teacher" in needs,
        "the alignment of words": "words" in needs,
        "predicting masked tokens": "masked" in needs,
        "LoRA": optimisation.lora is not None,
        optimisation.precision: optimisation.precision != "float32",
        "gradient caching": optimisation.gradient_caching,
        "validation": optimisation.validation is not None,
    }
    return tuple(name for name, is_there in there.items() if is_there)


def _shown(runs: Iterable[Run]) -> set[Run]:
    """Of each variant the first run, whose worst queries the page shows."""
    first: dict[tuple[str | None, ...], Run] = {}
    for run in runs:
        first.setdefault((run.encoder, run.mix, run.objective, run.augmentation), run)
    return set(first.values())


def _scored(
    study: Study, run: Run, benchmark: str, size: Size, encoder: Encoder, found: list[list[Part]], *, worst: bool
) -> Iterator[Job]:
    folder, name = f"runs/{run.id}/{benchmark}", f"{run.id}/{benchmark}"
    factory, dimensions, queries = study.index.factory, encoder.dimensions, size.queries
    index = index_bytes(factory, size.passages, dimensions)
    if len(found) == 1:
        files = (f"{folder}/queries.npy", f"{folder}/passages.npy")
        yield _encoding(encoder, name, queries, size.passages, files)
        yield _indexing(name, size.passages, dimensions, factory, f"{folder}/index.faiss")
        yield _ranking("score", name, queries, size.passages, encoder, index, f"{folder}/ranks.parquet")
        if worst:
            # of few queries, whatever their number
            yield _ranking("worst", name, 1, size.passages, encoder, index, f"{folder}/worst.parquet")
    else:
        yield _encoding(encoder, name, queries, 0, (f"{folder}/queries.npy",))
        for number, shard in enumerate(found):
            some = sum(part.passages for part in shard)
            part, file = f"{name}.{number:03d}", f"{folder}/{{}}.{number:03d}.{{}}"
            held = index_bytes(factory, some, dimensions)
            yield _encoding(encoder, part, 0, some, (file.format("passages", "npy"),))
            yield _indexing(part, some, dimensions, factory, file.format("index", "faiss"))
            yield _ranking("count", part, queries, some, encoder, held, file.format("counts", "parquet"))
        yield _ranking("score", name, queries, 0, encoder, 0, f"{folder}/ranks.parquet")


def _encoding(
    encoder: Encoder, name: str, queries: float | None, passages: float | None, files: tuple[str, ...]
) -> Job:
    texts = None if queries is None or passages is None else queries + passages
    disk = times(texts, times(encoder.dimensions, FLOAT))
    held = encoding(queries, passages, encoder.dimensions, encoder.disk)
    return with_encoder(encoder, "encode", f"encode/{name}", texts, files, disk, held)


def _indexing(name: str, passages: float | None, dimensions: int | None, factory: str, file: str) -> Job:
    index = index_bytes(factory, passages, dimensions)
    work, held = times(passages, dimensions), indexing(index, dimensions)
    return Job("index", (f"index/{name}",), "", None, work, 1, False, (file,), index, held)


def _ranking(
    stage: str,
    name: str,
    queries: float | None,
    passages: float | None,
    encoder: Encoder,
    index: float | None,
    file: str,
) -> Job:
    work = times(times(queries, passages), encoder.dimensions)
    held = ranking(index, queries, passages, encoder.dimensions)
    threads = 8 if stage == "worst" else 1
    return Job(stage, (f"{stage}/{name}",), "", None, work, threads, False, (file,), None, held)
