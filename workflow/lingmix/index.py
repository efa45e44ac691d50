"""The FAISS index of a run's passages, and reading its vectors back."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from lingmix.disk import whole
from lingmix.embeddings import read
from lingmix.errors import LingmixError
from lingmix.seal import check_seal, damaged, seal

Vectors = NDArray[np.float32]
BLOCK = 1 << 16
"""Vectors added at a time."""


def check_factory(factory: str) -> None:
    """Raise a LingmixError where FAISS cannot read a factory string, whatever the passages."""
    try:
        faiss.index_factory(768, factory, faiss.METRIC_INNER_PRODUCT)
    except MemoryError as error:
        raise LingmixError(f"index.factory: '{factory}' needs more memory than there is") from error
    except RuntimeError as error:
        if "could not parse" in str(error):
            raise LingmixError(
                f"index.factory: FAISS knows no '{factory}'. Examples: 'Flat' (exact), 'SQfp16', 'SQ8', 'PQ32'"
            ) from error


def build(passages: Path, factory: str) -> faiss.Index:
    """Index passages by inner product. In memory are the index and a block of vectors.

    Args:
        passages: a file with float32 (P, d) as :func:`lingmix.embeddings.write` leaves it, L2-normalised, so that the
            inner product is the cosine.
        factory: a FAISS factory string whose index can give its vectors back.

    Raises:
        LingmixError: the file holds no such array; FAISS does not know the factory string, needs more passages to train
            it, or cannot read back.
    """
    size, width = read(passages).shape
    try:
        index = faiss.index_factory(width, factory, faiss.METRIC_INNER_PRODUCT)
        if not index.is_trained:
            index.train(_mapped(passages))
        for start in range(0, size, BLOCK):
            # of a new mapping each time: what was read through one counts as memory until it is closed
            index.add(np.array(_mapped(passages)[start : start + BLOCK]))
        made = faiss.downcast_index(index)
        if isinstance(made, faiss.IndexIVF):
            made.make_direct_map()
        index.reconstruct_n(0, 1)
    except RuntimeError as error:
        reason = str(error).split(": ")[-1]
        raise LingmixError(
            f"index.factory '{factory}' does not work for {size} passages of {width} dimensions: "
            f"{reason}. 'Flat' is exact and always works; 'SQfp16' and 'SQ8' take half and a quarter of the memory"
        ) from error
    return index


def _mapped(path: Path) -> Vectors:
    vectors: Vectors = np.load(path, mmap_mode="r", allow_pickle=False)
    return vectors


def write(index: faiss.Index, path: Path) -> None:
    """Write an index with a seal, so that ``path`` holds a whole one or none.

    Raises:
        LingmixError: the disk is full or the folder cannot be written to.
    """
    with whole(path) as part:
        try:
            faiss.write_index(index, str(part))
        except RuntimeError as error:
            # FAISS does not say why; a disk that takes not even a page is full
            full = shutil.disk_usage(part.parent).free < 1 << 16
            raise OSError(errno.ENOSPC if full else errno.EIO, str(error).split(": ")[-1]) from error
        seal(part)


def open_vectors(path: Path) -> tuple[int, Callable[[int, int], Vectors]]:
    """The number of passages in the index at ``path``, and a function from a range of rows to their vectors.

    The file is mapped, where FAISS can for its kind: jobs that read it at the same time share its memory.

    Raises:
        LingmixError: the file is not what :func:`write` has written, or no FAISS index; it is set aside then.
    """
    check_seal(path)
    try:
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:
        raise damaged(path, f"is no FAISS index ({str(error).split(': ')[-1]})") from error
    return index.ntotal, lambda start, stop: index.reconstruct_n(int(start), int(stop - start))
