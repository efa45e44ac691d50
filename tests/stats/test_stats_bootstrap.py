from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from stats_worlds import keys, sums_of, two_by, world

from lingmix.stats.bootstrap import resample
from lingmix.stats.bootstrap_spread import difference_spread, interval_draws, value_spread
from lingmix.stats.design import RunKey, design
from lingmix.stats.linear_spread import everything, linear_spread


def test_the_same_each_time_and_pairs_stay_paired() -> None:
    sums = world(np.random.default_rng(1), seeds=3, groups=30)
    first, second = (resample(sums, two_by(3), 500) for _ in range(2))
    np.testing.assert_array_equal(first.values, second.values)
    np.testing.assert_array_equal(first.picks, second.picks)
    assert (first.picks.sum(axis=1) == 2).all()
    assert (resample(sums, two_by(3), 500, seed=1).values != first.values).any()
    # a variant that is everywhere better by the same keeps that in every resample
    sums.sums[3:] = sums.sums[:3] + 0.25 * sums.counts
    shifted = resample(sums, two_by(3), 500)
    np.testing.assert_allclose(shifted.values[:, 1] - shifted.values[:, 0], 0.25)
    assert difference_spread(shifted, [(1, 0)]).se == pytest.approx([0], abs=1e-9)


def test_the_standard_error_over_groups_as_scipy_has_it() -> None:
    values = np.random.default_rng(2).exponential(size=80)
    wanted = stats.bootstrap((values,), np.mean, n_resamples=20_000, rng=np.random.default_rng(1)).standard_error
    runs = [RunKey("a", 1)]
    found = value_spread(resample(sums_of(values[None, :, None]), design(runs, runs), 20_000))
    # n − 1 draws, whose variance is not too small by (n − 1) / n
    assert found.se[0] == pytest.approx(wanted * np.sqrt(80 / 79), rel=0.02)
    assert found.se[0] == pytest.approx(stats.sem(values), rel=0.02)
    assert found.df == pytest.approx([79])


def test_a_seedless_variant_adds_nothing_over_seeds() -> None:
    runs = [RunKey("fixed", None), *keys("a", (1, 2, 3))]
    values = np.random.default_rng(1).normal(size=(4, 60, 2))
    arranged = design(runs, runs)
    found = resample(sums_of(values), arranged, 2000)
    assert value_spread(found).se_seeds[0] == 0
    # against it, only the other's seeds count
    assert difference_spread(found, [(1, 0)]).se_seeds == pytest.approx([stats.sem(values[1:].mean(axis=(1, 2)))])


def test_missing_runs_have_no_spread() -> None:
    runs = keys(("a", "b"), (1, 2))
    sums = world(np.random.default_rng(1), seeds=2, groups=20)
    less = type(sums)(sums.pairs, sums.sums[:3], sums.counts)
    found = resample(less, design(runs, runs[:3]), 200)
    assert np.isnan(value_spread(found).se).tolist() == [False, True]
    assert np.isnan(difference_spread(found, [(0, 1)]).half_width()).all()


@pytest.mark.parametrize("seeds", [1, 2, 3, 6])
def test_resampling_agrees_with_the_closed_form(seeds: int) -> None:
    sums = world(np.random.default_rng(seeds), seeds=seeds, groups=150, pairs=4, by_seed=0.1)
    found = resample(sums, two_by(seeds), 10_000)
    drawn = difference_spread(found, [(0, 1)])
    closed = linear_spread(sums, np.arange(seeds), np.arange(seeds) + seeds, everything(sums))
    for name in ("estimate", "se_seeds"):
        np.testing.assert_allclose(getattr(drawn, name), getattr(closed, name))
    np.testing.assert_allclose(drawn.se, closed.se, rtol=0.04)
    np.testing.assert_allclose(drawn.df, closed.df, rtol=0.1)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_differences_are_antisymmetric_and_groups_have_no_order(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sums = world(rng, seeds=3, groups=25, by_seed=0.3)
    found = resample(sums, two_by(3), 300)
    there, back = (difference_spread(found, [pair]) for pair in ((0, 1), (1, 0)))
    np.testing.assert_allclose(there.estimate, -back.estimate)
    for name in ("se", "df", "se_seeds", "df_seeds"):
        np.testing.assert_allclose(getattr(there, name), getattr(back, name))
    order = rng.permutation(25)
    turned = type(sums)(sums.pairs, sums.sums[:, order], sums.counts[order])
    np.testing.assert_allclose(turned.macro(), sums.macro())
    np.testing.assert_allclose(
        linear_spread(turned, np.arange(3), np.arange(3, 6), everything(turned)).se,
        linear_spread(sums, np.arange(3), np.arange(3, 6), everything(sums)).se,
    )


def test_pooled_seeds_by_hand() -> None:
    # residuals of variants × seeds: ± 0.05 in each cell, so (4 × 0.05²) / 1; twice for a difference, over two seeds
    point = np.array([[0.3, 0.5], [0.4, 0.4]])
    values = np.repeat(point.reshape(4, 1, 1), 30, axis=1)
    found = resample(sums_of(values), two_by(2), 100)
    pooled = difference_spread(found, [(0, 1)], pool_seeds=True)
    assert pooled.se_seeds**2 == pytest.approx([4 * 0.05**2 * 2 / 2])
    assert pooled.df_seeds == pytest.approx([1])
    # with two variants that is what their difference has alone
    assert difference_spread(found, [(0, 1)]).se_seeds == pytest.approx(pooled.se_seeds)


def test_pooling_seeds_narrows_intervals_where_there_are_many_variants() -> None:
    rng = np.random.default_rng(1)
    runs = keys([f"v{number}" for number in range(9)], (1, 2, 3))
    values = rng.normal(size=(1, 200, 1)) + rng.normal(0, 0.05, (27, 1, 1))
    found = resample(sums_of(values), design(runs, runs), 300)
    pairs = [(number, 0) for number in range(1, 9)]
    own, pooled = (difference_spread(found, pairs, pool).half_width() for pool in (False, True))
    assert np.median(pooled) < np.median(own) / 1.5


def test_draws_of_a_variant_scatter_around_its_value() -> None:
    sums = world(np.random.default_rng(1), seeds=3, groups=100)
    found = resample(sums, two_by(3), 1000)
    draws = interval_draws(found, 0)
    assert draws.shape == (1000,)
    assert draws.mean() == pytest.approx(found.point[0].mean(), abs=0.05)
