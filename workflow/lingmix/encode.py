"""Embeddings of a benchmark's queries and passages under a model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lingmix.data.shards import BLOCK, read_blocks
from lingmix.errors import LingmixError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


def encode(
    model: SentenceTransformer, texts: Sequence[str], *, prefix: str, batch_size: int = 64
) -> NDArray[np.float32]:
    """Embed texts: float32 (len(texts), d), L2-normalised, in their order.

    Each distinct text is encoded once, so that equal texts have equal vectors.

    Args:
        model: a loaded sentence-transformers model.
        texts: any number of texts, at least one.
        prefix: what the model puts before such a text.
        batch_size: texts per forward pass; sentence-transformers sorts them by length.

    Raises:
        LingmixError: the model gives a vector that is not finite.
    """
    distinct = list(dict.fromkeys(texts))
    vectors = model.encode(
        distinct,
        prompt=prefix,  # an empty one, unlike None, keeps the model's default prompt away
        batch_size=batch_size,
        normalize_embeddings=True,
        convert_to_numpy=True,
        show_progress_bar=False,
    ).astype(np.float32, copy=False)
    bad = np.flatnonzero(~np.isfinite(vectors).all(axis=1))
    if len(bad):
        raise LingmixError(
            f"{len(bad)} of {len(distinct)} texts have an embedding that is not finite, the first: "
            f"{distinct[bad[0]][:80]!r}. The model has diverged: lower its learning rate and train it again"
        )
    row = {text: number for number, text in enumerate(distinct)}
    return vectors[[row[text] for text in texts]]


def encode_passages(
    model: SentenceTransformer, paths: Sequence[str], out: Path, *, prefix: str, batch_size: int = 64
) -> None:
    """Embed the passages in some tables as :func:`encode` does, into a file as :func:`write` leaves it.

    Texts and vectors are not held in memory, but for a block at a time; of each passage a digest of its text is. A
    text that is in several blocks is encoded in the first.

    Args:
        model, prefix, batch_size: see :func:`encode`.
        paths: tables of passages, read one after the other.
        out: gets float32 (P, d), its rows in the order of :func:`lingmix.data.tables.passage_rows`.

    Raises:
        LingmixError: a table cannot be read, or a vector is not finite.
    """
    places = pd.concat(list(read_blocks(paths, ["part", "lang"])), ignore_index=True)
    order = places.sort_values(["part", "lang"], kind="stable").index.to_numpy()
    row = np.empty(len(order), dtype=np.int64)
    row[order] = np.arange(len(order))
    digests = np.concatenate([_digests(block["text"]) for block in read_blocks(paths, ["text"])])
    _, first, same = np.unique(digests, return_index=True, return_inverse=True)
    source = first[same]
    temporary = out.with_name(f".{out.name}.part")
    vectors = None
    start = 0
    for block in read_blocks(paths, ["text"]):
        mine = np.arange(start, start + len(block))
        new = mine[source[mine] == mine]
        if len(new):
            found = encode(model, block["text"].iloc[new - start].tolist(), prefix=prefix, batch_size=batch_size)
            if vectors is None:
                shape = (len(order), found.shape[1])
                vectors = np.lib.format.open_memmap(temporary, mode="w+", dtype=np.float32, shape=shape)
            vectors[row[new]] = found
        start += len(block)
    assert vectors is not None, "the first text is new"
    copies = np.flatnonzero(source != np.arange(len(source)))
    for part in np.array_split(copies, -(-len(copies) // BLOCK) or 1):
        vectors[row[part]] = vectors[row[source[part]]]
    vectors.flush()
    del vectors
    temporary.replace(out)


def _digests(texts: pd.Series[str]) -> NDArray[np.bytes_]:
    """16 bytes for each text, which different texts do not share."""
    return np.array([hashlib.blake2b(text.encode(), digest_size=16).hexdigest() for text in texts], dtype="S32")


def write(vectors: NDArray[np.float32], path: Path) -> None:
    """Write an array so that ``path`` holds a whole one or none."""
    temporary = path.with_name(f".{path.name}.part")
    with temporary.open("wb") as file:
        np.save(file, vectors, allow_pickle=False)
    temporary.replace(path)


def read(path: Path, rows: int) -> NDArray[np.float32]:
    """Read embeddings, memory-mapped.

    Raises:
        LingmixError: the file is no array of ``rows`` float32 rows.
    """
    try:
        vectors: NDArray[np.float32] = np.load(path, mmap_mode="r", allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise LingmixError(f"{path} holds no embeddings ({error}); delete it and run again") from error
    if vectors.ndim != 2 or len(vectors) != rows or vectors.dtype != np.float32:
        raise LingmixError(
            f"{path} holds {vectors.dtype} {vectors.shape}, but the benchmark has {rows} texts; delete it and run again"
        )
    return vectors
