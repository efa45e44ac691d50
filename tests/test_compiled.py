"""The compiled loops, against NumPy and by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingmix import compiled
from lingmix.compiled import better, products


def test_better_candidates_by_hand() -> None:
    scores = np.array([[0.5, 0.9, 0.5, 0.1]], dtype=np.float32)
    row = np.zeros(5, dtype=np.int64)
    threshold = np.full(5, 0.5, dtype=np.float32)
    place = np.array([0, 2, -1, 4, 3])
    # equal ones count where they are before: none of column 0, column 0 of column 2, none of all, all of all
    assert better(scores, row, threshold, place).tolist() == [1, 2, 1, 3, 3]


def test_a_passage_does_not_beat_itself_by_rounding() -> None:
    scores = np.array([[0.2, 0.50001, 0.7]], dtype=np.float32)
    count = better(scores, np.array([0]), np.array([0.5], dtype=np.float32), np.array([1]))
    assert count.tolist() == [1]


@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.integers(1, 70), st.integers(0, 40))
def test_better_is_what_a_plain_comparison_gives(seed: int, queries: int, width: int, judged: int) -> None:
    rng = np.random.default_rng(seed)
    # few values, so that ties are many
    scores = rng.integers(-3, 4, (queries, width)).astype(np.float32)
    row, place = rng.integers(0, queries, judged), rng.integers(-2, width + 2, judged)
    threshold = rng.integers(-3, 4, judged).astype(np.float32)
    column = np.arange(width)
    lines = scores[row]
    before = (lines > threshold[:, None]) | ((lines == threshold[:, None]) & (column < place[:, None]))
    before &= column != place[:, None]
    assert better(scores, row, threshold, place).tolist() == before.sum(axis=1).tolist()


def test_nothing_is_judged() -> None:
    none = np.empty(0, dtype=np.int64)
    scores = np.ones((2, 3), dtype=np.float32)
    assert better(scores, none, none.astype(np.float32), none).tolist() == []
    assert products(scores, none, scores, none).tolist() == []


def test_products_are_those_of_float64_rounded_once() -> None:
    rng = np.random.default_rng(1)
    queries, passages = (rng.normal(size=(size, 37)).astype(np.float32) for size in (5, 9))
    query, passage = rng.integers(0, 5, 100), rng.integers(0, 9, 100)
    exact = (queries.astype(np.float64) @ passages.T.astype(np.float64))[query, passage]
    found = products(queries, query, passages, passage)
    assert found.dtype == np.float32
    np.testing.assert_array_max_ulp(found, exact.astype(np.float32), maxulp=1)


def test_a_mapped_file_and_rows_apart_in_memory_give_the_same(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    queries, wide = rng.normal(size=(4, 8)).astype(np.float32), rng.normal(size=(6, 16)).astype(np.float32)
    np.save(tmp_path / "passages.npy", np.ascontiguousarray(wide[:, ::2]))
    mapped = np.load(tmp_path / "passages.npy", mmap_mode="r")
    query, passage = np.arange(4), np.arange(4)
    expected = products(queries, query, mapped, passage)
    assert products(queries, query, wide[:, ::2], passage).tolist() == expected.tolist()


def test_without_a_folder_for_machine_code_loops_are_compiled_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def njit(**options: object) -> object:
        asked.append(options)
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        return lambda function: function

    monkeypatch.setattr(compiled, "njit", njit)
    assert compiled._compiled(len)("abc") == 3
    assert [options.get("cache") for options in asked] == [True, None]
