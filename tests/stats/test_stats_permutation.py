from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lingmix.stats.permutation import sign_flip_p


def test_three_groups_worked_by_hand() -> None:
    # of eight patterns, ±(1 + 2 + 3) are as far from 0 as the sum; of 1 + 2 − 1 = 2: ±2 twice each and ±4
    p = sign_flip_p(np.array([[1.0, 2.0, 3.0], [1.0, 2.0, -1.0]]))
    assert p == pytest.approx([2 / 8, 6 / 8])


@pytest.mark.parametrize("groups", [2, 5, 9])
def test_exact_as_scipy_has_it(groups: int) -> None:
    rng = np.random.default_rng(groups)
    ours, theirs = rng.normal(0.4, 1, groups), rng.normal(0, 1, groups)
    wanted = stats.permutation_test(
        (ours, theirs), lambda x, y, axis: (x - y).mean(axis=axis), permutation_type="samples", vectorized=True
    )
    assert sign_flip_p((ours - theirs)[None])[0] == pytest.approx(wanted.pvalue)


def test_drawn_patterns_as_scipy_has_them_and_the_observed_one_counts() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(0.2, 1, 100)
    wanted = stats.permutation_test(
        (values, np.zeros(100)),
        lambda x, y, axis: (x - y).mean(axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=20_000,
        rng=rng,
    )
    assert sign_flip_p(values[None], 20_000)[0] == pytest.approx(wanted.pvalue, abs=0.01)
    assert sign_flip_p(np.ones((1, 100)), 99)[0] == 1 / 100


def test_groups_without_a_difference_and_missing_variants() -> None:
    p = sign_flip_p(np.array([[0.0] * 20, [np.nan] * 20, [0.1] * 20]))
    assert p[0] == 1
    assert np.isnan(p[1])
    assert p[2] < 0.001


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.integers(1, 9))
def test_signs_and_the_order_of_groups_do_not_matter(seed: int, groups: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(3, groups))
    p = sign_flip_p(values)
    np.testing.assert_allclose(sign_flip_p(-values), p)
    np.testing.assert_allclose(sign_flip_p(values[:, rng.permutation(groups)]), p)
    np.testing.assert_allclose(sign_flip_p(1000 * values), p)


def test_the_same_each_time() -> None:
    values = np.random.default_rng(1).normal(size=(2, 50))
    np.testing.assert_array_equal(sign_flip_p(values, 500), sign_flip_p(values, 500))
