"""The jobs of a study, how much work each has, and what it leaves on the disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lingmix.config.encoder import is_seeded
from lingmix.config.study import Run, Study
from lingmix.cost.encoders import Encoder, encoder_of
from lingmix.cost.sizes import Size, size_of

UNITS = {
    "encoder": "encoder",
    "draw": "row",
    "train": "row",
    "encode": "text",
    "index": "passage × dimension",
    "score": "query × passage × dimension",
    "worst": "query × passage × dimension",
    "statistics": "query × run",
    "tables": "run",
}
"""Stages in their order, and what their work is counted in. ``tables`` is all that is made once from all runs: checks,
tables, figures, the page."""
ONCE = ("study", "check", "leakage", "ablation", "render", "conclude", "factors", "reproduction", "cards", "report")
"""Rules of the stage ``tables`` besides figures."""
FLOAT = 4
"""Bytes of a weight."""


@dataclass(frozen=True)
class Job:
    """A job, or with the stage ``tables`` some that count as one.

    Attributes:
        names: of the files with what it took, below the study's ``benchmarks``, with ``*`` for any name.
        of: the encoder that its rate depends on beside its stage; empty where none matters.
        size: the encoder's weights without a transformer's token embedding, to which a unit's cost is proportional;
            None where it is not known or no encoder matters.
        work: in the stage's unit, None where not known.
        threads: at most.
        gpu: whether it takes a GPU where there is one.
        files: what it leaves, relative to the study's folder.
        disk: bytes of these, None where not known.
    """

    stage: str
    names: tuple[str, ...]
    of: str
    size: int | None
    work: float | None
    threads: int
    gpu: bool
    files: tuple[str, ...]
    disk: float | None


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
    runs = list(study.runs.values())
    starts = dict.fromkeys((run.encoder, run.seed if is_seeded(study.encoders[run.encoder]) else None) for run in runs)
    for name, seed in starts:
        folder = name + ("" if seed is None else f".s{seed}")
        yield _with(encoders[name], "encoder", f"encoder/{folder}", 1, (f"encoders/{folder}",), encoders[name].disk)
    plans = dict.fromkeys((run.mix, run.seed) for run in runs if run.mix is not None)
    for mix, seed in plans:
        sampling = study.sampling(mix)
        name = f"{mix}.s{seed}"
        yield _plain("draw", (f"draw/{name}",), sampling.steps * sampling.batch_size, (f"plans/{name}.parquet",))
    shown = _shown(runs)
    for run in runs:
        encoder = encoders[run.encoder]
        if run.mix is not None:
            sampling = study.sampling(run.mix)
            rows = sampling.steps * sampling.batch_size
            yield _with(encoder, "train", f"train/{run.id}", rows, (f"runs/{run.id}/model",), encoder.disk)
        for benchmark, size in sizes.items():
            yield from _scored(run, benchmark, size, encoder, worst=run in shown)
    for benchmark, size in sizes.items():
        name = benchmark.replace("/", ".")
        work = _times(size.queries, len(study.runs))
        yield _plain("statistics", (f"statistics/{name}",), work, (f"statistics/{name}",), threads=2)
    yield _plain("tables", (*ONCE, "figure/*"), len(study.runs), ("figures", "report.html"))


def _shown(runs: Iterable[Run]) -> set[Run]:
    """Of each variant the first run, whose worst queries the page shows."""
    first: dict[tuple[str | None, ...], Run] = {}
    for run in runs:
        first.setdefault((run.encoder, run.mix, run.objective, run.augmentation), run)
    return set(first.values())


def _scored(run: Run, benchmark: str, size: Size, encoder: Encoder, *, worst: bool) -> Iterator[Job]:
    folder, name = f"runs/{run.id}/{benchmark}", f"{run.id}/{benchmark}"
    vector = _times(encoder.dimensions, FLOAT)
    texts = None if size.queries is None or size.passages is None else size.queries + size.passages
    files = (f"{folder}/queries.npy", f"{folder}/passages.npy")
    yield _with(encoder, "encode", f"encode/{name}", texts, files, _times(texts, vector))
    numbers, pairs = _times(size.passages, encoder.dimensions), _times(size.queries, size.passages)
    products = _times(pairs, encoder.dimensions)
    for stage, work, file, disk, threads in (
        ("index", numbers, "index.faiss", _times(numbers, FLOAT), 1),
        ("score", products, "ranks.parquet", None, 1),
        ("worst", products, "worst.parquet", None, 8),
    ):
        if stage != "worst" or worst:
            names, left = (f"{stage}/{name}",), (f"{folder}/{file}",)
            yield Job(stage, names, "", None, work, threads, False, left, disk)


def _with(
    encoder: Encoder, stage: str, name: str, work: float | None, files: tuple[str, ...], disk: float | None
) -> Job:
    threads, gpu = (1, False) if encoder.static else (8, stage != "encoder")
    return Job(stage, (name,), encoder.label, encoder.weights, work, threads, gpu, files, disk)


def _plain(stage: str, names: tuple[str, ...], work: float | None, files: tuple[str, ...], threads: int = 1) -> Job:
    return Job(stage, names, "", None, work, threads, False, files, None)


def _times(number: float | None, other: float | None) -> float | None:
    return None if number is None or other is None else number * other
