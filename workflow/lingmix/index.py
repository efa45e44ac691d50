"""The FAISS index of a run's passages, and reading its vectors back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from lingmix.errors import LingmixError

Vectors = NDArray[np.float32]


def check_factory(factory: str) -> None:
    """Raise a LingmixError where FAISS cannot read a factory string, whatever the passages."""
    try:
        faiss.index_factory(768, factory, faiss.METRIC_INNER_PRODUCT)
    except RuntimeError as error:
        if "could not parse" in str(error):
            raise LingmixError(
                f"index.factory: FAISS knows no '{factory}'. Examples: 'Flat' (exact), 'SQfp16', 'SQ8', 'PQ32'"
            ) from error


def build(passages: Vectors, factory: str) -> faiss.Index:
    """Index passages by inner product.

    Args:
        passages: float32 (P, d), L2-normalised, so that the inner product is the cosine.
        factory: a FAISS factory string whose index can give its vectors back.

    Raises:
        LingmixError: FAISS does not know the factory string, needs more passages to train it, or cannot read back.
    """
    try:
        index = faiss.index_factory(passages.shape[1], factory, faiss.METRIC_INNER_PRODUCT)
        if not index.is_trained:
            index.train(passages)
        index.add(passages)
        whole = faiss.downcast_index(index)
        if isinstance(whole, faiss.IndexIVF):
            whole.make_direct_map()
        index.reconstruct_n(0, 1)
    except RuntimeError as error:
        reason = str(error).split(": ")[-1]
        raise LingmixError(
            f"index.factory '{factory}' does not work for {len(passages)} passages of {passages.shape[1]} dimensions: "
            f"{reason}. 'Flat' is exact and always works; 'SQfp16' and 'SQ8' take half and a quarter of the memory"
        ) from error
    return index


def write(index: faiss.Index, path: Path) -> None:
    """Write an index so that ``path`` holds a whole one or none."""
    temporary = path.with_name(f".{path.name}.part")
    faiss.write_index(index, str(temporary))
    temporary.replace(path)


def open_vectors(path: Path) -> tuple[int, Callable[[int, int], Vectors]]:
    """The number of passages in the index at ``path``, and a function from a range of rows to their vectors.

    Raises:
        LingmixError: the file is no FAISS index.
    """
    try:
        index = faiss.read_index(str(path))
    except RuntimeError as error:
        raise LingmixError(f"{path} is no FAISS index; delete it and run again") from error
    return index.ntotal, lambda start, stop: index.reconstruct_n(int(start), int(stop - start))
