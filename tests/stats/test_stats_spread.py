from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.power import TTestPower
from statsmodels.stats.weightstats import DescrStatsW

from lingmix.stats.spread import Spread, spread

ONE = np.ones(1)
VALUES = np.array([0.021, 0.034, 0.027])
"""Differences of three seeds."""
GROUPS = np.random.default_rng(1).normal(0.02, 0.1, 60)
"""Differences of sixty groups."""


def over_seeds(values: np.ndarray) -> Spread:
    seeds = np.array([values.var(ddof=1) / len(values)])
    return spread(np.array([values.mean()]), seeds, 0 * ONE, 0 * ONE, (len(values), 1000))


def over_groups(values: np.ndarray) -> Spread:
    groups = np.array([values.var(ddof=1) / len(values)])
    return spread(np.array([values.mean()]), 0 * ONE, groups, 0 * ONE, (1, len(values)))


@pytest.mark.parametrize(("of", "values"), [(over_seeds, VALUES), (over_groups, GROUPS)])
def test_with_one_kind_of_variance_it_is_the_t_test(of: type, values: np.ndarray) -> None:
    found = of(values)
    wanted = stats.ttest_1samp(values, 0)
    assert found.p()[0] == pytest.approx(wanted.pvalue)
    for level in (0.9, 0.95):
        low, high = wanted.confidence_interval(level)
        assert found.half_width(level)[0] == pytest.approx((high - low) / 2)


def test_equivalence_as_statsmodels_has_it() -> None:
    for margin in (0.03, 0.05, 0.01):
        wanted, _, _ = DescrStatsW(GROUPS).ttost_mean(-margin, margin)
        assert over_groups(GROUPS).p_within(margin)[0] == pytest.approx(wanted)


def test_the_detectable_difference_as_statsmodels_has_it() -> None:
    size = TTestPower().solve_power(nobs=len(GROUPS), alpha=0.01, power=0.8)
    assert over_groups(GROUPS).detectable(0.01)[0] == pytest.approx(size * GROUPS.std(ddof=1), rel=1e-4)


def test_a_t_test_over_three_seeds_finds_the_detectable_difference_eight_times_in_ten() -> None:
    visible = over_seeds(VALUES).detectable(0.01)[0] / VALUES.std(ddof=1)
    draws = np.random.default_rng(1).normal(visible, 1, (200_000, 3))
    assert (stats.ttest_1samp(draws, 0, axis=1).pvalue < 0.01).mean() == pytest.approx(0.8, abs=0.005)


def test_parts_add_up_by_hand() -> None:
    # v_s = 4, v_g = 9, v_sg = 3: 4 + 9 − 3 = 10, on 10² / (4²/2 + 9²/100) degrees of freedom
    found = spread(ONE, 4 * ONE, 9 * ONE, 3 * ONE, (3, 101))
    assert found.se**2 == pytest.approx([10])
    assert found.df == pytest.approx([100 / (8 + 0.81)])
    assert found.se_seeds == pytest.approx([2])
    # on two degrees of freedom the seeds alone leave more room than all with eleven
    assert found.half_width() == pytest.approx([2 * stats.t.ppf(0.975, 2)])
    assert found.half_width(0.5) == pytest.approx([np.sqrt(10) * stats.t.ppf(0.75, 100 / 8.81)])


@given(st.floats(-1, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.integers(2, 6), st.floats(0.5, 0.99))
def test_intervals_and_p_agree(estimate: float, a: float, b: float, c: float, seeds: int, level: float) -> None:
    found = spread(estimate * ONE, a * ONE, b * ONE, min(a, b) * c * ONE, (seeds, 40))
    outside = np.abs(estimate) - found.half_width(level)[0]
    if abs(outside) > 1e-6:
        assert (found.p()[0] < 1 - level) == (outside > 0)
    mirrored = spread(-estimate * ONE, a * ONE, b * ONE, min(a, b) * c * ONE, (seeds, 40))
    assert mirrored.p() == found.p()
    within = 0.3 - abs(estimate) - found.half_width(2 * level - 1)[0] if level > 0.5 else 0.0
    if abs(within) > 1e-6 and level > 0.5:
        assert (found.p_within(0.3)[0] < 1 - level) == (within > 0)


def test_without_groups_or_variance() -> None:
    one_group = spread(ONE, 0 * ONE, 0 * ONE, 0 * ONE, (3, 1))
    assert np.isnan([one_group.p(), one_group.half_width(), one_group.p_within(2.0), one_group.detectable()]).all()
    equal = spread(np.array([0.0, 0.1]), np.zeros(2), np.zeros(2), np.zeros(2), (3, 50))
    assert equal.p().tolist() == [1, 0]
    assert equal.half_width().tolist() == [0, 0]
