"""mteb's F1 of bitexts, against scikit-learn and a case worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from bitext_cases import of_similarities, random_sides, side
from sklearn.metrics import f1_score

from lingmix.metrics.measure import Bitext
from lingmix.metrics.measures.f1 import f1
from lingmix.metrics.neighbours import neighbours


def test_a_passage_that_attracts_others_is_less_than_right() -> None:
    # queries 0 and 1 go to passage 0, query 2 to passage 2: F1 of the classes 2·1/(2+1), 0, 1
    found = of_similarities([[0.9, 0.1, 0.0], [0.8, 0.7, 0.0], [0.1, 0.2, 0.3]], [(0, 0), (1, 1), (2, 2)])
    assert f1(Bitext(found, None)) == pytest.approx((2 / 3 + 0 + 1) / 3)


def test_queries_without_a_translation_do_not_count() -> None:
    found = of_similarities([[0.9, 0.1], [0.8, 0.7]], [(0, 0)])
    assert f1(Bitext(found, None)) == 1.0


@pytest.mark.parametrize("seed", range(6))
def test_values_are_those_of_scikit_learn(seed: int) -> None:
    x, y, gold = random_sides(seed, 60, 70, 40)
    nearest = (x @ y.T).argmax(axis=1)[gold[:, 0]]
    # copies are one passage, called by its first
    first = np.array([np.flatnonzero((y == row).all(axis=1))[0] for row in y])
    theirs = f1_score(first[gold[:, 1]], first[nearest], average="weighted", zero_division=0)
    assert 0.1 < theirs < 0.99
    assert f1(Bitext(neighbours(side(x), side(y), gold), None)) == pytest.approx(theirs)
