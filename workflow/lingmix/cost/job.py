"""A job as what it costs depends on it: its stage, its encoder, how much work it has, and what it holds and leaves."""

from __future__ import annotations

from dataclasses import dataclass

from lingmix.cost.encoders import Encoder

UNITS = {
    "translate": "text",
    "lexicon": "lexicon",
    "augment": "text",
    "encoder": "encoder",
    "mine": "text",
    "teach": "text",
    "draw": "row",
    "train": "row",
    "encode": "text",
    "index": "passage × dimension",
    "count": "query × passage × dimension",
    "score": "query × passage × dimension",
    "worst": "passage × dimension",
    "statistics": "query × run",
    "tables": "run",
}
"""Stages in their order, and what their work is counted in. ``tables`` is all that is made once from all runs: checks,
tables, figures, the page."""
LIKE = {"teach": "encode", "mine": "encode", "count": "score"}
"""Stages that take as long as another for a unit of work."""


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
        held: bytes of memory that grow with what it works on, None where not known; see :mod:`lingmix.cost.memory`.
        uncounted: what it does besides, whose time is in no number, in words.
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
    held: float | None
    uncounted: tuple[str, ...] = ()


def with_encoder(
    encoder: Encoder,
    stage: str,
    name: str,
    work: float | None,
    files: tuple[str, ...],
    disk: float | None,
    held: float | None,
) -> Job:
    """A job that an encoder does most of: on a GPU if it is a transformer, which is built on a processor."""
    threads, gpu = (1, False) if encoder.static else (8, stage != "encoder")
    return Job(stage, (name,), encoder.label, encoder.weights, work, threads, gpu, files, disk, held)


def without_encoder(
    stage: str, names: tuple[str, ...], work: float | None, files: tuple[str, ...], held: float | None, threads: int = 1
) -> Job:
    """A job that takes as long with any encoder."""
    return Job(stage, names, "", None, work, threads, False, files, None, held)


def times(number: float | None, other: float | None) -> float | None:
    """A product, not known where a factor is not."""
    return None if number is None or other is None else number * other
