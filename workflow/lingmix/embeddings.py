"""Embeddings as files: NumPy arrays with a seal."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lingmix.disk import whole
from lingmix.seal import check_seal, damaged, seal


def write(vectors: NDArray[np.float32], path: Path) -> None:
    """Write an array with a seal, so that ``path`` holds a whole one or none."""
    with whole(path) as part:
        with part.open("wb") as file:
            np.save(file, vectors, allow_pickle=False)
        seal(part)


def read(path: Path, rows: int | None = None) -> NDArray[np.float32]:
    """Read embeddings, float32 (rows, d), memory-mapped.

    Args:
        path: a file that :func:`write` or :func:`lingmix.encode.encode_passages` has written.
        rows: how many there must be; None for any number but 0.

    Raises:
        LingmixError: the file is not what was written, or no array of so many float32 rows; it is set aside then.
    """
    check_seal(path)
    try:
        vectors: NDArray[np.float32] = np.load(path, mmap_mode="r", allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise damaged(path, f"holds no embeddings ({error})") from error
    if vectors.ndim != 2 or vectors.dtype != np.float32 or not len(vectors):
        raise damaged(path, f"holds {vectors.dtype} {vectors.shape}, no embeddings")
    if rows is not None and len(vectors) != rows:
        raise damaged(path, f"holds {len(vectors)} embeddings, but there are {rows} texts")
    return vectors
