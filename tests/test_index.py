from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest

from lingmix.embeddings import write as write_vectors
from lingmix.errors import LingmixError
from lingmix.index import build, open_vectors, write
from lingmix.seal import LENGTH, seal


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    faiss.omp_set_num_threads(1)


def unit_vectors(count: int, width: int = 16) -> np.ndarray:
    vectors = np.random.default_rng(3).standard_normal((count, width)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def stored(vectors: np.ndarray, folder: Path) -> Path:
    """The vectors as a file, beside which the index does not lie."""
    (folder / "vectors").mkdir(exist_ok=True)
    write_vectors(vectors, folder / "vectors" / "passages.npy")
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
    assert (tmp_path / "index.faiss").read_bytes()[:-LENGTH] == (tmp_path / "whole.faiss").read_bytes()


@pytest.mark.parametrize("factory", ["Flatt", "IVF4096,Flat", "LSH"])
def test_a_factory_that_does_not_work_is_an_error_that_names_some_that_do(factory: str, tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match=rf"index.factory '{factory}' does not work for 9 passages of 16 .*'Flat'"):
        build(stored(unit_vectors(9), tmp_path), factory)


def test_a_file_that_is_no_index_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "index.faiss"
    path.write_bytes(b"something else")
    with pytest.raises(LingmixError, match=r"index\.faiss has no seal.*It is now index\.faiss\.damaged"):
        open_vectors(path)
    path.write_bytes(b"something else")
    seal(path)
    with pytest.raises(LingmixError, match=r"index\.faiss is no FAISS index .*It is now index\.faiss\.damaged"):
        open_vectors(path)
    assert not path.exists()


@pytest.mark.parametrize("factory", ["Flat", "SQ8", "IVF4,Flat"])
@pytest.mark.parametrize("at", [0, 40, 1000, -30])
def test_a_changed_index_is_set_aside(factory: str, at: int, tmp_path: Path) -> None:
    path = tmp_path / "index.faiss"
    write(build(stored(unit_vectors(200), tmp_path), factory), path)
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    with pytest.raises(LingmixError, match="does not match its seal"):
        open_vectors(path)
    assert not path.exists()
