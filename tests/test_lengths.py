from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingmix.lengths import PART, cuts


def cost(lengths: list[int], ends: list[int]) -> int:
    starts = [0, *ends[:-1]]
    return sum(max(1, lengths[start]) * (end - start) + PART for start, end in zip(starts, ends, strict=True))


@given(st.lists(st.integers(0, 120), min_size=1, max_size=9), st.integers(1, 400))
def test_no_other_cut_within_the_budget_costs_less(unsorted: list[int], tokens: int) -> None:
    lengths = sorted(unsorted, reverse=True)
    count = len(lengths)
    found = cuts(np.array(lengths, dtype=np.int64), tokens)
    allowed = []
    for inner in itertools.product([False, True], repeat=count - 1):
        ends = [place for place, cut in enumerate(inner, start=1) if cut] + [count]
        starts = [0, *ends[:-1]]
        if all(
            end - start == 1 or max(1, lengths[start]) * (end - start) <= tokens
            for start, end in zip(starts, ends, strict=True)
        ):
            allowed.append(ends)
    assert found in allowed
    assert cost(lengths, found) == min(cost(lengths, ends) for ends in allowed)


@pytest.mark.parametrize(
    ("lengths", "tokens", "ends"),
    [
        # apart they are 300 + 40 tokens and a part's cost twice, together 340 + 260 of padding
        ([300, 10, 10, 10, 10], 10_000, [1, 5]),
        ([30, 28, 28], 10_000, [3]),
        ([30, 30, 30], 60, [1, 3]),
        ([100], 10, [1]),
    ],
)
def test_a_part_ends_where_padding_would_cost_more_than_a_part(
    lengths: list[int], tokens: int, ends: list[int]
) -> None:
    assert cuts(np.array(lengths, dtype=np.int64), tokens) == ends
