"""A teacher's embeddings of the training pairs, row for row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lingmix.embeddings import read as read_vectors
from lingmix.errors import LingmixError

Vectors = NDArray[np.float32]


class Teacher:
    """The embeddings of concatenated tables of pairs: row i is of row i of the first table, and so on.

    Args:
        queries, passages: float32 (n_k, t) for each table k, L2-normalised; memory-mapped or not.

    Raises:
        LingmixError: tables differ in dimensions.
    """

    def __init__(self, queries: Sequence[Vectors], passages: Sequence[Vectors]) -> None:
        self._queries, self._passages = list(queries), list(passages)
        self._ends = np.cumsum([len(part) for part in self._queries])
        dimensions = {part.shape[1] for part in (*self._queries, *self._passages)}
        if len(dimensions) != 1:
            shown = ", ".join(map(str, sorted(dimensions)))
            raise LingmixError(f"a teacher's embeddings have several dimensions: {shown}; delete them and run again")
        self.dimension: int = dimensions.pop()
        """t."""

    def __len__(self) -> int:
        """Pairs in all tables."""
        return int(self._ends[-1])

    def queries(self, rows: NDArray[np.int64]) -> Vectors:
        """The queries of pairs by number: float32 (len(rows), t), a copy. Raises IndexError outside 0 … len − 1."""
        return self._gather(self._queries, rows)

    def passages(self, rows: NDArray[np.int64]) -> Vectors:
        """The passages; see :meth:`queries`."""
        return self._gather(self._passages, rows)

    def _gather(self, parts: list[Vectors], rows: NDArray[np.int64]) -> Vectors:
        if len(rows) and (rows.min() < 0 or rows.max() >= len(self)):
            raise IndexError(f"a teacher knows pairs 0 to {len(self) - 1}, not {rows.min()} or {rows.max()}")
        part = np.searchsorted(self._ends, rows, side="right")
        found = np.empty((len(rows), self.dimension), dtype=np.float32)
        for number in np.unique(part):
            here = part == number
            found[here] = parts[number][rows[here] - (self._ends[number] - len(parts[number]))]
        return found


def read(folders: Sequence[Path], rows: Sequence[int]) -> Teacher:
    """Read a teacher's embeddings, memory-mapped.

    Args:
        folders: one for each table of pairs, in the order of concatenation; each holds ``queries.npy`` and
            ``passages.npy``.
        rows: how many pairs each table has.

    Raises:
        LingmixError: a file is missing, or is no array of so many float32 rows.
    """

    def part(name: str) -> list[Vectors]:
        return [_read(folder / name, count) for folder, count in zip(folders, rows, strict=True)]

    return Teacher(part("queries.npy"), part("passages.npy"))


def _read(path: Path, rows: int) -> Vectors:
    if not path.is_file():
        raise LingmixError(f"{path} does not exist; run the target that makes it")
    return read_vectors(path, rows)
