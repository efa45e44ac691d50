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


def stored(vectors: np.ndarray, folder: Path) -> Path:
    """The vectors as a file, beside which the index does not lie."""
    (folder / "vectors").mkdir(exist_ok=True)
    np.save(folder / "vectors" / "passages.npy", vectors)
    return folder / "vectors" / "passages.npy"


@pytest.mark.parametrize(
    ("factory", "error"), [("Flat", 0), ("SQfp16", 1e-3), ("SQ8", 1e-2), ("IVF4,Flat", 0), ("HNSW8", 0), ("PQ4x4", 0.9)]
)
def test_vectors_come_back_in_their_order(factory: str, error: float, tmp_path: Path) -> None:
    vectors = unit_vectors(400)
    path = stored(vectors, tmp_path)
    write(build(path, factory), tmp_path / "index.faiss")
    size, rows = open_vectors(tmp_path / "index.faiss")
    assert size == 400
    assert np.abs(rows(0, 400) - vectors).max() <= error
    np.testing.assert_array_equal(rows(37, 41), rows(0, 400)[37:41])
    assert rows(0, 400).dtype == np.float32
    assert sorted(found.name for found in tmp_path.iterdir()) == ["index.faiss", "vectors"]


@pytest.mark.parametrize("factory", ["Flat", "SQ8"])
def test_blocks_make_the_index_that_faiss_makes_at_once(
    factory: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = unit_vectors(100)
    monkeypatch.setattr("lingmix.index.BLOCK", 7)
    write(build(stored(vectors, tmp_path), factory), tmp_path / "index.faiss")
    whole = faiss.index_factory(16, factory, faiss.METRIC_INNER_PRODUCT)
    whole.train(vectors)
    whole.add(vectors)
    faiss.write_index(whole, str(tmp_path / "whole.faiss"))
    assert (tmp_path / "index.faiss").read_bytes() == (tmp_path / "whole.faiss").read_bytes()


@pytest.mark.parametrize("factory", ["Flatt", "IVF4096,Flat", "LSH"])
def test_a_factory_that_does_not_work_is_an_error_that_names_some_that_do(factory: str, tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match=rf"index.factory '{factory}' does not work for 9 passages of 16 .*'Flat'"):
        build(stored(unit_vectors(9), tmp_path), factory)


@pytest.mark.parametrize(
    "content", [b"", b"something else", "short", np.zeros(3), np.zeros((3, 4)), np.zeros((0, 4), "f4")]
)
def test_what_holds_no_embeddings_is_an_error_that_names_it(content: object, tmp_path: Path) -> None:
    path = stored(unit_vectors(9), tmp_path)
    if isinstance(content, np.ndarray):
        np.save(path, content)
    else:
        path.write_bytes(content if isinstance(content, bytes) else path.read_bytes()[:-10])
    with pytest.raises(LingmixError, match=r"passages\.npy holds .*delete it and run again"):
        build(path, "Flat")


def test_a_file_that_is_no_index_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "index.faiss").write_bytes(b"something else")
    with pytest.raises(LingmixError, match=r"index\.faiss is no FAISS index; delete it"):
        open_vectors(tmp_path / "index.faiss")


def test_a_truncated_index_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "index.faiss"
    write(build(stored(unit_vectors(9), tmp_path), "Flat"), path)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(LingmixError, match="is no FAISS index"):
        open_vectors(path)
