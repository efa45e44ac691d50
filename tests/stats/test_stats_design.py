from __future__ import annotations

import numpy as np
import pytest
from stats_worlds import keys

from lingmix.errors import LingmixError
from lingmix.stats.design import RunKey, design

PLANNED = [RunKey("untrained", None), *keys(("a", "b"), (2, 1))]


def test_runs_by_variant_and_seed() -> None:
    found = design(PLANNED, [RunKey("b", 2), RunKey("untrained", None), RunKey("a", 1), RunKey("other", 1)])
    assert found.variants == ("untrained", "a", "b")
    assert found.seeds == (1, 2)
    # the untrained encoder is the same for all seeds
    assert found.run.tolist() == [[1, 1], [2, -1], [-1, 0]]
    assert found.seeded.tolist() == [False, True, True]
    assert found.complete.tolist() == [True, False, False]
    assert [found.lacking(variant) for variant in found.variants] == ["", "seed 2 missing", "seed 1 missing"]
    values = np.array([0.1, 0.2, 0.3, 9.0])
    np.testing.assert_array_equal(found.arrange(values), [[0.2, 0.2], [0.3, np.nan], [np.nan, 0.1]])


def test_missing_runs_are_named() -> None:
    found = design(PLANNED, [])
    assert [found.lacking(variant) for variant in found.variants] == ["run missing", *["seeds 1, 2 missing"] * 2]
    with pytest.raises(KeyError):
        found.number("c")


def test_a_study_without_seeds_has_one_column() -> None:
    runs = [RunKey("x", None), RunKey("y", None)]
    found = design(runs, runs)
    assert found.seeds == (None,)
    assert found.run.tolist() == [[0], [1]]


def test_runs_twice_and_variants_of_two_kinds_are_errors() -> None:
    with pytest.raises(LingmixError, match="finished twice"):
        design(PLANNED, [RunKey("a", 1), RunKey("a", 1)])
    with pytest.raises(LingmixError, match="both with and without seeds: a"):
        design([*PLANNED, RunKey("a", None)], [])
