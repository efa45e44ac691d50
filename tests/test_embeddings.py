from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from lingmix.embeddings import read, write
from lingmix.errors import LingmixError
from lingmix.seal import seal

VECTORS = np.arange(6, dtype=np.float32).reshape(3, 2)


def test_vectors_come_back_and_other_programs_read_them_too(tmp_path: Path) -> None:
    path = tmp_path / "vectors.npy"
    write(VECTORS, path)
    for found in (read(path, 3), read(path), np.load(path)):
        np.testing.assert_array_equal(found, VECTORS)
    assert [file.name for file in tmp_path.iterdir()] == ["vectors.npy"]


def test_other_rows_than_the_benchmark_s_are_set_aside(tmp_path: Path) -> None:
    write(VECTORS, tmp_path / "vectors.npy")
    said = (
        r"vectors\.npy holds 3 embeddings, but there are 4 texts\. It is now vectors\.npy\.damaged; run again"
    )
    with pytest.raises(LingmixError, match=said):
        read(tmp_path / "vectors.npy", 4)
    assert [file.name for file in tmp_path.iterdir()] == ["vectors.npy.damaged"]


@pytest.mark.parametrize(
    "content", [b"", b"something else", np.zeros(3), np.zeros((3, 4)), np.zeros((0, 4), "f4"), np.array([["x"]])]
)
def test_a_sealed_file_without_embeddings_is_set_aside(content: bytes | np.ndarray, tmp_path: Path) -> None:
    path = tmp_path / "vectors.npy"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        np.save(path, content)
    seal(path)
    holds = "no embeddings" if isinstance(content, bytes) else re.escape(f"{content.dtype} {content.shape}, no emb")
    with pytest.raises(LingmixError, match=rf"vectors\.npy holds {holds}.*run again"):
        read(path)
    assert not path.exists()
