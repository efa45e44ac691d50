from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.stats.multitest import multipletests

from lingmix.stats.holm import holm

P = arrays(np.float64, st.integers(1, 12), elements=st.floats(0, 1))


def test_a_family_worked_by_hand() -> None:
    # sorted: 0.01 × 4, 0.02 × 3, 0.03 × 2, 0.2 × 1
    np.testing.assert_allclose(holm(np.array([0.03, 0.01, 0.2, 0.02])), [0.06, 0.04, 0.2, 0.06])


def test_a_comparison_that_could_not_be_made_does_not_count() -> None:
    np.testing.assert_allclose(holm(np.array([0.03, np.nan, 0.01])), [0.03, np.nan, 0.02])
    assert holm(np.empty(0)).tolist() == []


@settings(max_examples=10, deadline=None)
@given(P)
def test_as_statsmodels_has_it(p: np.ndarray) -> None:
    np.testing.assert_allclose(holm(p), multipletests(p, method="holm")[1], rtol=1e-12)


@given(P)
def test_corrected_values_keep_their_order_and_are_between_p_and_bonferroni(p: np.ndarray) -> None:
    corrected = holm(p)
    order = np.argsort(p, kind="stable")
    assert (np.diff(corrected[order]) >= 0).all()
    assert (corrected >= p).all()
    assert (corrected <= np.minimum(p * len(p), 1) + 1e-12).all()


@given(P)
def test_the_order_of_comparisons_does_not_matter(p: np.ndarray) -> None:
    order = np.random.default_rng(len(p)).permutation(len(p))
    np.testing.assert_allclose(holm(p)[order], holm(p[order]))
