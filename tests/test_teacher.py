"""A teacher's embeddings are found by the number of a pair in all tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lingmix.embeddings import write
from lingmix.errors import LingmixError
from lingmix.teacher import Teacher, read

SIZES = (3, 1, 4)


def folders(root: Path) -> list[Path]:
    """Vectors (dataset, row) for queries, and their negation for passages."""
    found = []
    for number, size in enumerate(SIZES):
        folder = root / f"set-{number}"
        folder.mkdir(parents=True)
        vectors = np.stack([np.full(size, number), np.arange(size)], axis=1).astype(np.float32)
        write(vectors, folder / "queries.npy")
        write(-vectors, folder / "passages.npy")
        found.append(folder)
    return found


def test_rows_are_gathered_over_tables_in_any_order_and_repeatedly(tmp_path: Path) -> None:
    teacher = read(folders(tmp_path), SIZES)
    rows = np.array([7, 0, 3, 4, 0, 2], dtype=np.int64)
    expected = np.array([[2, 3], [0, 0], [1, 0], [2, 0], [0, 0], [0, 2]], dtype=np.float32)
    np.testing.assert_array_equal(teacher.queries(rows), expected)
    np.testing.assert_array_equal(teacher.passages(rows), -expected)
    assert teacher.queries(rows).dtype == np.float32
    assert (teacher.dimension, len(teacher)) == (2, 8)


def test_all_rows_are_the_concatenation() -> None:
    rng = np.random.default_rng(0)
    parts = [rng.normal(size=(size, 5)).astype(np.float32) for size in (*SIZES, 0, 6)]
    teacher = Teacher(parts, parts)
    rows = rng.permutation(len(teacher)).astype(np.int64)
    np.testing.assert_array_equal(teacher.queries(rows), np.concatenate(parts)[rows])


def test_files_stay_on_disk_until_asked_for(tmp_path: Path) -> None:
    teacher = read(folders(tmp_path), SIZES)
    assert all(isinstance(part, np.memmap) for part in (*teacher._queries, *teacher._passages))
    assert not isinstance(teacher.queries(np.arange(2)), np.memmap)


def test_no_rows_give_an_empty_array(tmp_path: Path) -> None:
    assert read(folders(tmp_path), SIZES).queries(np.array([], dtype=np.int64)).shape == (0, 2)


@pytest.mark.parametrize("row", [-1, 8])
def test_a_row_that_no_table_has_is_refused(tmp_path: Path, row: int) -> None:
    with pytest.raises(IndexError, match="0 to 7"):
        read(folders(tmp_path), SIZES).queries(np.array([row]))


def test_wrong_files_are_named(tmp_path: Path) -> None:
    there = folders(tmp_path)
    with pytest.raises(LingmixError, match=r"set-1/queries\.npy holds 1 embeddings, but there are 2"):
        read(there, (3, 2, 4))
    there = folders(tmp_path / "again")
    write(np.zeros((4, 3), dtype=np.float32), there[2] / "passages.npy")
    with pytest.raises(LingmixError, match="several dimensions: 2, 3"):
        read(there, SIZES)
    (there[2] / "passages.npy").unlink()
    with pytest.raises(LingmixError, match=r"set-2/passages\.npy does not exist"):
        read(there, SIZES)
