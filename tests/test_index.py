from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest

from lingmix.errors import LingmixError
from lingmix.index import build, open_vectors, write


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    faiss.omp_set_num_threads(1)


def unit_vectors(count: int, width: int = 16) -> np.ndarray:
    vectors = np.random.default_rng(3).standard_normal((count, width)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.mark.parametrize(
    ("factory", "error"), [("Flat", 0), ("SQfp16", 1e-3), ("SQ8", 1e-2), ("IVF4,Flat", 0), ("HNSW8", 0), ("PQ4x4", 0.9)]
)
def test_vectors_come_back_in_their_order(factory: str, error: float, tmp_path: Path) -> None:
    vectors = unit_vectors(400)
    write(build(vectors, factory), tmp_path / "index.faiss")
    size, rows = open_vectors(tmp_path / "index.faiss")
    assert size == 400
    assert np.abs(rows(0, 400) - vectors).max() <= error
    np.testing.assert_array_equal(rows(37, 41), rows(0, 400)[37:41])
    assert rows(0, 400).dtype == np.float32
    assert [path.name for path in tmp_path.iterdir()] == ["index.faiss"]


@pytest.mark.parametrize("factory", ["Flatt", "IVF4096,Flat", "LSH"])
def test_a_factory_that_does_not_work_is_an_error_that_names_some_that_do(factory: str) -> None:
    with pytest.raises(LingmixError, match=rf"index.factory '{factory}' does not work for 9 passages of 16 .*'Flat'"):
        build(unit_vectors(9), factory)


def test_a_file_that_is_no_index_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "index.faiss").write_bytes(b"something else")
    with pytest.raises(LingmixError, match=r"index\.faiss is no FAISS index; delete it"):
        open_vectors(tmp_path / "index.faiss")


def test_a_truncated_index_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "index.faiss"
    write(build(unit_vectors(9), "Flat"), path)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(LingmixError, match="is no FAISS index"):
        open_vectors(path)
