"""Batches hold every text once and no more tokens than they may."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lingmix.translate.fill import batches


def test_by_hand() -> None:
    # longest first: 5 alone, since two make 10; then 3 + 2 as 2 × 3; then the two of 1
    assert list(batches([1, 5, 3, 1, 2], 6)) == [[1], [2, 4], [0, 3]]


@given(st.lists(st.integers(1, 50)), st.integers(1, 80))
def test_any_texts(lengths: list[int], most: int) -> None:
    found = list(batches(lengths, most))
    assert sorted(number for batch in found for number in batch) == list(range(len(lengths)))
    longest = [max(lengths[number] for number in batch) for batch in found]
    assert all(len(batch) == 1 or len(batch) * long <= most for batch, long in zip(found, longest, strict=True))
    assert longest == sorted(longest, reverse=True)
    # no batch could have taken the first text of the next
    assert all((len(batch) + 1) * long > most for batch, long in zip(found[:-1], longest, strict=False))
