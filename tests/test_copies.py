"""Equal vectors, against a dictionary of their bytes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lingmix.copies import _keys, copies, distinct

BITS = (0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 0.5)


@given(
    st.lists(st.tuples(st.sampled_from(BITS), st.sampled_from(BITS), st.sampled_from(BITS)), min_size=1, max_size=60),
    st.integers(1, 70),
)
def test_equal_vectors_are_those_with_equal_bytes(rows: list[Sequence[float]], block: int) -> None:
    vectors = np.array(rows, dtype=np.float32)
    numbers: dict[bytes, int] = {}
    wanted = [numbers.setdefault((row + np.float32(0)).tobytes(), len(numbers)) for row in vectors]
    of, counts = distinct(lambda start, stop: vectors[start:stop], len(vectors), block)
    assert of.tolist() == wanted
    assert counts.tolist() == [wanted.count(number) for number in range(len(numbers))]
    found = copies(lambda start, stop: vectors[start:stop], len(vectors), block)
    assert {row: rows.tolist() for row, rows in found.items()} == {
        row: [other for other, number in enumerate(wanted) if number == wanted[row]]
        for row in range(len(wanted))
        if wanted.count(wanted[row]) > 1
    }


def test_vectors_that_differ_in_signs_only_are_told_apart() -> None:
    signs = np.array([[1 if number >> place & 1 else -1 for place in range(14)] for number in range(1 << 14)])
    vectors = signs.astype(np.float32)
    of, _ = distinct(lambda start, stop: vectors[start:stop], len(vectors), 1000)
    assert of.tolist() == list(range(1 << 14))


def test_all_bits_of_a_key_depend_on_a_vector_of_few_bits() -> None:
    signs = np.array([[1 if number >> place & 1 else -1 for place in range(10)] for number in range(1 << 10)])
    vectors = signs.astype(np.float32)
    keys = _keys(lambda start, stop: vectors[start:stop], len(vectors), 1000)
    for half in (keys & np.uint64(2**32 - 1), keys >> np.uint64(32)):
        assert len(np.unique(half)) == len(vectors)
