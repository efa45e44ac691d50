"""Simulated studies: how often intervals hold the truth, and how often nulls are rejected."""

from __future__ import annotations

import numpy as np
import pytest
from stats_worlds import many_worlds, two_by, world

from lingmix.stats.bootstrap import resample
from lingmix.stats.bootstrap_spread import difference_spread, value_spread
from lingmix.stats.linear_spread import each_pair, linear_spread
from lingmix.stats.permutation import sign_flip_p

GROUPS = 100
WORLDS = [
    pytest.param(1, {"by_both": 0.0}, id="one seed"),
    pytest.param(3, {"by_both": 0.0}, id="seeds change nothing"),
    pytest.param(3, {"by_seed": 0.1}, id="seeds matter as groups do"),
    pytest.param(3, {"by_seed": 1.0}, id="seeds matter more"),
    pytest.param(5, {"by_seed": 0.1}, id="five seeds"),
]


@pytest.mark.parametrize(("seeds", "sizes"), WORLDS)
def test_intervals_hold_the_truth_and_nulls_are_rejected_as_often_as_said(seeds: int, sizes: dict[str, float]) -> None:
    rng = np.random.default_rng(1)
    rejected, covered = [], []
    for _ in range(160):
        # each pair is a study of its own
        sums = many_worlds(rng, studies=100, seeds=seeds, groups=GROUPS, **sizes)
        found = linear_spread(sums, np.arange(seeds), np.arange(seeds) + seeds, each_pair(sums))
        rejected.append(found.p() < 0.05)
        covered.append(np.abs(found.estimate) <= found.half_width())
    assert 0.04 <= np.mean(rejected) <= 0.06
    assert 0.93 <= np.mean(covered) <= 0.97


@pytest.mark.parametrize(("seeds", "sizes"), [WORLDS[0], WORLDS[2]])
def test_with_resampling(seeds: int, sizes: dict[str, float]) -> None:
    # fewer studies, so that chance has more room
    rejected, covered = _simulate(seeds, sizes, studies=1000, resamples=300)
    assert 0.03 <= rejected <= 0.07
    assert 0.93 <= covered <= 0.97


@pytest.mark.slow
@pytest.mark.parametrize(("seeds", "sizes"), WORLDS)
def test_with_resampling_at_length(seeds: int, sizes: dict[str, float]) -> None:
    rejected, covered = _simulate(seeds, sizes, studies=10_000, resamples=1000)
    assert 0.04 <= rejected <= 0.06
    assert 0.94 <= covered <= 0.96


@pytest.mark.slow
@pytest.mark.parametrize("by_group", [0.0, 0.5])
@pytest.mark.parametrize("by_seed", [0.0, 0.05, 0.1])
@pytest.mark.parametrize("seeds", [2, 3, 5])
def test_nulls_are_never_rejected_too_often(seeds: int, by_seed: float, by_group: float) -> None:
    rejected, _ = _simulate(seeds, {"by_seed": by_seed, "by_group": by_group}, studies=4000, resamples=500)
    assert rejected <= 0.06


def test_the_permutation_test_rejects_five_of_a_hundred_nulls_about_trained_models() -> None:
    # groups of unequal size, whose translations agree: queries would be no independent samples
    rng = np.random.default_rng(3)
    rows = []
    for _ in range(4000):
        each = world(rng, seeds=2, groups=40, by_both=1.0).contributions()
        rows.append(each[:2].mean(axis=0) - each[2:].mean(axis=0))
    assert 0.04 <= (sign_flip_p(np.stack(rows), 1999) < 0.05).mean() <= 0.06


def test_the_permutation_test_alone_would_reject_too_often_where_seeds_matter() -> None:
    rng = np.random.default_rng(4)
    rows = []
    for _ in range(1000):
        each = world(rng, seeds=3, groups=40, by_seed=0.5).contributions()
        rows.append(each[:3].mean(axis=0) - each[3:].mean(axis=0))
    assert (sign_flip_p(np.stack(rows), 999) < 0.05).mean() > 0.2


def test_the_detectable_difference_is_detected_in_eight_of_ten_studies() -> None:
    rng = np.random.default_rng(5)
    arranged = two_by(3)
    first = resample(world(rng, seeds=3, groups=200, by_both=0.0), arranged, 2000)
    visible = float(difference_spread(first, [(0, 1)]).detectable(0.05)[0])
    found = []
    for _ in range(1000):
        sums = world(rng, seeds=3, groups=200, by_both=0.0, truth=visible)
        found.append(difference_spread(resample(sums, arranged, 200), [(0, 1)]).p()[0] < 0.05)
    assert 0.72 <= np.mean(found) <= 0.88


def _simulate(seeds: int, sizes: dict[str, float], studies: int, resamples: int) -> tuple[float, float]:
    """The share of rejected nulls, and of values whose interval holds the truth."""
    rng = np.random.default_rng(2)
    arranged = two_by(seeds)
    p, inside = [], []
    for study in range(studies):
        found = resample(world(rng, seeds=seeds, groups=GROUPS, **sizes), arranged, resamples, seed=study)
        p.append(difference_spread(found, [(0, 1)]).p()[0])
        bounds = value_spread(found)
        inside.append(np.abs(bounds.estimate[0]) <= bounds.half_width()[0])
    return float(np.mean(np.array(p) < 0.05)), float(np.mean(inside))
