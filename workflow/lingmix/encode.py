"""Embeddings of a benchmark's queries and passages under a model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

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
