from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stats_worlds import sums_of

from lingmix.errors import LingmixError
from lingmix.stats.per_query import PerQuery, Queries
from lingmix.stats.sums import Sums, group_sums

QUERIES = Queries(
    groups=("a", "b"),
    pairs=(("de", "en"), ("en", "de")),
    group=np.array([0, 0, 1, 1]),
    pair=np.array([0, 0, 0, 1]),
)


def test_macro_by_hand() -> None:
    sums = group_sums(PerQuery(QUERIES, np.array([[0.2, 0.4, 0.9, 1.0]], dtype=np.float32)))
    assert sums.counts.tolist() == [[2, 0], [1, 1]]
    # de-en: (0.2 + 0.4 + 0.9) / 3; en-de: 1
    assert sums.macro() == pytest.approx([0.75])
    # b twice: (0.6 + 1.8) / 4 and 1
    assert sums.reweighted(np.array([[1.0, 2.0]])) == pytest.approx(np.array([[0.8]]))
    # only a: no query left in en-de
    assert sums.reweighted(np.array([[2.0, 0.0]])) == pytest.approx(np.array([[0.3]]))
    assert np.isnan(sums.reweighted(np.array([[0.0, 0.0]]))).all()


def test_a_value_that_some_runs_lack_is_an_error() -> None:
    values = np.array([[0.2, 0.4, 0.9, 1.0], [0.2, np.nan, 0.9, 1.0]], dtype=np.float32)
    with pytest.raises(LingmixError, match="some runs lack values"):
        group_sums(PerQuery(QUERIES, values))


@given(st.integers(0, 2**32 - 1))
def test_weights_count_as_copies_do(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sums = random_sums(rng)
    weights = rng.integers(0, 3, size=sums.groups)
    weights[0] = 1
    copies = np.repeat(np.arange(sums.groups), weights)
    kept = sums.counts[copies].sum(axis=0) > 0
    copied = Sums((), sums.sums[:, copies][:, :, kept], sums.counts[copies][:, kept])
    np.testing.assert_allclose(sums.reweighted(weights[None].astype(np.float64))[0], copied.macro(), rtol=1e-12)


@given(st.integers(0, 2**32 - 1))
def test_contributions_add_up_and_influence_is_the_derivative(seed: int) -> None:
    sums = random_sums(np.random.default_rng(seed))
    np.testing.assert_allclose(sums.contributions().sum(axis=1), sums.macro(), rtol=1e-12)
    influence = sums.influence().mean(axis=2)
    np.testing.assert_allclose(influence.sum(axis=1), 0, atol=1e-12)
    step = 1e-6
    for group in range(sums.groups):
        weights = np.ones((1, sums.groups))
        weights[0, group] += step
        slope = (sums.reweighted(weights)[0] - sums.macro()) / step
        np.testing.assert_allclose(influence[:, group], slope, atol=1e-5)


def random_sums(rng: np.random.Generator) -> Sums:
    counts = rng.integers(0, 3, size=(6, 4)).astype(np.float64)
    counts[0] = 1
    return sums_of(rng.random((3, 6, 4)), counts)
