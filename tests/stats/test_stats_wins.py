from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from stats_worlds import sums_of

from lingmix.stats.linear_spread import each_language, each_pair, linear_spread
from lingmix.stats.spread import Spread
from lingmix.stats.sums import Sums
from lingmix.stats.wins import Wins, wins

ZERO, NAN = np.zeros(5), np.full(5, np.nan)
FOUND = Spread(np.array([0.1, 0.02, 0.0, -0.01, -0.2]), np.full(5, 0.01), np.full(5, 100.0), ZERO, NAN)


def test_wins_by_hand() -> None:
    assert wins(FOUND, 0.0, True) == Wins(5, wins=2, ties=1, losses=2, clear_wins=2, clear_losses=1)
    assert wins(FOUND, 0.015, True) == Wins(5, wins=2, ties=2, losses=1, clear_wins=2, clear_losses=1)
    assert wins(FOUND, 0.0, False) == Wins(5, wins=2, ties=1, losses=2, clear_wins=1, clear_losses=2)


def test_nothing_is_clear_without_an_interval() -> None:
    unsure = Spread(FOUND.estimate, NAN, NAN, ZERO, NAN)
    assert wins(unsure, 0.0, True) == Wins(5, wins=2, ties=1, losses=2, clear_wins=0, clear_losses=0)


def test_pairs_and_languages() -> None:
    rng = np.random.default_rng(1)
    sums = Sums((("de", "en"), ("de", "th"), ("en", "de")), rng.normal(size=(2, 40, 3)), np.ones((40, 3)))
    pairs, languages = each_pair(sums), each_language(sums)
    assert pairs.names == ("de-en", "de-th", "en-de")
    assert languages.names == ("de", "en")
    ours, theirs = np.array([0]), np.array([1])
    found = linear_spread(sums, ours, theirs, pairs)
    differences = sums.sums[0] - sums.sums[1]
    np.testing.assert_allclose(found.estimate, differences.mean(axis=0))
    np.testing.assert_allclose(found.p(), stats.ttest_1samp(differences, 0).pvalue)
    of_languages = linear_spread(sums, ours, theirs, languages)
    # a group's two pairs are one cluster
    german = differences[:, :2].mean(axis=1)
    assert of_languages.estimate[0] == pytest.approx(german.mean())
    assert of_languages.p()[0] == pytest.approx(stats.ttest_1samp(german, 0).pvalue)


def test_groups_that_a_pair_lacks_do_not_count_in_it() -> None:
    counts = np.ones((10, 2))
    counts[3:, 0] = 0
    sums = sums_of(np.random.default_rng(1).normal(size=(2, 10, 2)), counts)
    found = linear_spread(sums, np.array([0]), np.array([1]), each_pair(sums))
    three = (sums.sums[0] - sums.sums[1])[:3, 0]
    assert found.df == pytest.approx([2, 9])
    assert found.p()[0] == pytest.approx(stats.ttest_1samp(three, 0).pvalue)
