from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import LANGUAGES, catalogues, mix_of
from scipy.stats import binom, chisquare
from small import pairs_table, parallel_pairs

from lingmix.errors import LingmixError
from lingmix.plan.catalogue import Catalogue, catalogue
from lingmix.plan.restrict import restrict


def has(groups: Catalogue, seed: int = 1, kind: str = "hybrid", **values: Any) -> np.ndarray:
    return restrict(groups, mix_of(kind, **values), seed).catalogue.has


def together(kind: str = "hybrid", **values: Any) -> set[str]:
    """The ordered pairs that are allowed, such as ``de-en``."""
    found = restrict(catalogue([parallel_pairs(2, LANGUAGES)]), mix_of(kind, **values), 1).together
    return {f"{LANGUAGES[one]}-{LANGUAGES[other]}" for one, other in np.argwhere(found)}


def test_without_restrictions_all_is_there() -> None:
    groups = catalogue([parallel_pairs(5, LANGUAGES)])
    allowed = restrict(groups, mix_of("crosslingual"), 1)
    assert allowed.catalogue.has.all()
    assert (allowed.together == ~np.eye(4, dtype=bool)).all()
    assert allowed.languages.tolist() == [0, 1, 2, 3]
    assert (allowed.groups, allowed.parallel) == (5, 5)


def test_pairs_of_languages_by_hand() -> None:
    assert together(pivot="en") == {"de-en", "en-de", "en-fr", "fr-en", "en-th", "th-en"}
    assert together(pivot="en", exclude_pairs=[["th", "en"]], exclude_languages=["de"]) == {"en-fr", "fr-en"}
    assert together("monolingual", exclude_pairs=[["de", "en"], ["fr", "de"], ["th", "de"], ["th", "en"]]) == {
        "en-fr",
        "fr-en",
        "fr-th",
        "th-fr",
    }


@settings(max_examples=60, deadline=None)
@given(
    data=catalogues(),
    seed=st.integers(0, 2**63),
    sizes=st.tuples(st.integers(1, 52), st.integers(1, 52)).map(sorted),
    excluded=st.sampled_from([[], ["de"], ["de", "th"]]),
)
def test_smaller_budgets_are_part_of_larger_ones(
    data: tuple[pd.DataFrame, Catalogue], seed: int, sizes: list[int], excluded: list[str]
) -> None:
    groups = data[1]
    count = len(groups.groups)
    small, large = (min(size, count) for size in sizes)
    more = has(groups, seed, data_size=large)
    assert (has(groups, seed, "english", data_size=large) == more).all()
    assert more.any(axis=1).sum() == large
    drawn = has(groups, seed, data_size=small)
    assert drawn.any(axis=1).sum() == small
    assert (drawn <= more).all()
    # a group keeps all or nothing, but for what is excluded
    assert (drawn == np.where(drawn.any(axis=1)[:, None], groups.has, False)).all()
    without = [tag for tag in excluded if tag in groups.languages]
    out = np.isin(groups.languages, without)
    if drawn[:, ~out].any():
        less = has(groups, seed, data_size=small, exclude_languages=without)
        assert (less == np.where(out, False, drawn)).all()


@settings(max_examples=60, deadline=None)
@given(
    data=catalogues(), seed=st.integers(0, 2**63), sizes=st.tuples(st.integers(0, 52), st.integers(0, 52)).map(sorted)
)
def test_parallel_groups_are_as_many_as_asked_for_and_nested(
    data: tuple[pd.DataFrame, Catalogue], seed: int, sizes: list[int]
) -> None:
    groups = data[1]
    full = groups.has.sum(axis=1)
    small, large = (min(size, int((full > 1).sum())) for size in sizes)
    less, more, none = (has(groups, seed, parallel_size=size) for size in (small, large, 0))
    for found, size in ((less, small), (more, large)):
        count = found.sum(axis=1)
        # every group is still there, in all its languages or in the one that it has if nothing is parallel
        assert (count >= 1).all()
        assert (count > 1).sum() == size
        assert (found == np.where((count > 1)[:, None], groups.has, none)).all()
    assert (none.sum(axis=1) == 1).all()
    assert (none <= less).all()
    assert (less <= more).all()
    assert (more <= groups.has).all()


def test_the_parallel_groups_are_the_first_of_the_same_order() -> None:
    groups = catalogue([parallel_pairs(40, LANGUAGES)])
    small = has(groups, data_size=10)
    part = has(groups, data_size=30, parallel_size=10)
    assert ((part.sum(axis=1) > 1) == small.any(axis=1)).all()
    assert part.any(axis=1).sum() == 30


def test_groups_in_one_language_do_not_count_as_parallel() -> None:
    groups = catalogue([pairs_table([("a", "en", "1"), ("b", "en", "2"), ("c", "de", "3"), ("c", "en", "4")])])
    assert has(groups, parallel_size=1).tolist() == [[False, True], [False, True], [True, True]]
    with pytest.raises(LingmixError, match=r"parallel_size is 2, but in two languages or more, .* there are 1 groups"):
        has(groups, parallel_size=2)


def test_excluding_a_language_moves_no_group_that_is_in_another() -> None:
    groups = catalogue([parallel_pairs(200, LANGUAGES)])
    before = has(groups, parallel_size=0)
    after = has(groups, parallel_size=0, exclude_languages=["fr"])
    stays = ~before[:, 2]
    assert (after[stays] == before[stays]).all()
    assert (after.sum(axis=1) == 1).all()
    # those that were in the excluded one are spread over all others
    assert (after[~stays].sum(axis=0)[[0, 1, 3]] > 0).all()


def test_seed_group_and_data_set_decide_and_nothing_else() -> None:
    tables = [parallel_pairs(100, LANGUAGES, "one"), parallel_pairs(100, LANGUAGES, "two")]
    groups = catalogue(tables)
    values = {"data_size": 100, "parallel_size": 50}
    found = has(groups, **values)
    assert (found == has(catalogue(tables[::-1]), **values)).all()
    assert (found != has(groups, seed=2, **values)).any()
    # the same group ids in another data set are other groups
    assert (found[:100] != found[100:]).any()
    # that a data set joins changes the threshold, not the order
    alone = has(catalogue(tables[:1]), data_size=int(found[:100].any(axis=1).sum()))
    assert (alone.any(axis=1) == found[:100].any(axis=1)).all()


def test_budgets_and_languages_are_spread_evenly() -> None:
    groups = catalogue([parallel_pairs(1000, LANGUAGES, "one"), parallel_pairs(3000, LANGUAGES, "two")])
    first = has(groups, data_size=2000)[:1000].any(axis=1).sum()
    assert 1e-6 < binom.cdf(first, 2000, 1 / 4) < 1 - 1e-6
    assert chisquare(has(groups, parallel_size=0).sum(axis=0)).pvalue > 1e-6


def test_the_order_is_the_same_on_every_machine_and_in_every_release() -> None:
    groups = catalogue([parallel_pairs(12, LANGUAGES)])
    drawn = has(groups, data_size=4, parallel_size=2)
    there = np.flatnonzero(drawn.any(axis=1))
    found = {groups.groups[row]: "".join("x" if cell else "." for cell in drawn[row]) for row in there}
    assert found == {"g1": "xxxx", "g10": "...x", "g2": "xxxx", "g4": "..x."}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (
            {"exclude_languages": ["dee"]},
            r"exclude_languages: unknown training language 'dee'; did you mean 'de'\?.*th",
        ),
        ({"exclude_pairs": [["de", "it"]]}, r"exclude_pairs: unknown training language 'it'.* de, en, fr, th"),
        ({"pivot": "it"}, r"pivot: unknown training language 'it'.* de, en, fr, th"),
        ({"data_size": 6}, "data_size is 6, but the training data has 5 groups: one 3, two 2"),
        ({"data_size": 5, "parallel_size": 5, "exclude_languages": ["de", "en", "fr"]}, "there are 0 groups: one 0"),
        ({"exclude_languages": list(LANGUAGES)}, "exclude_languages leaves nothing of 5 groups; .* de, en, fr, th"),
    ],
)
def test_what_the_data_lacks_is_named_with_what_it_has(values: dict[str, Any], words: str) -> None:
    groups = catalogue([parallel_pairs(3, LANGUAGES, "one"), parallel_pairs(2, LANGUAGES, "two")])
    with pytest.raises(LingmixError, match=words):
        restrict(groups, mix_of("hybrid", **values), 1)
