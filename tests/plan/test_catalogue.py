from __future__ import annotations

import pytest
from small import pairs_table

from lingmix.errors import LingmixError
from lingmix.plan.catalogue import catalogue


def test_groups_languages_and_data_sets_are_counted_over_all_tables() -> None:
    found = catalogue(
        [
            pairs_table([("g1", "de", "eins"), ("g1", "en", "one"), ("g2", "en", "two")], dataset="b"),
            pairs_table([("g1", "fr", "un")], dataset="a"),
        ]
    )
    assert found.languages == ["de", "en", "fr"]
    assert found.datasets == ["a", "b"]
    assert found.groups == ["g1", "g1", "g2"]
    assert found.dataset.tolist() == [0, 1, 1]
    assert found.has.tolist() == [[False, False, True], [True, True, False], [False, True, False]]


def test_members_have_both_languages() -> None:
    found = catalogue([pairs_table([("a", "de", "1"), ("a", "en", "2"), ("b", "en", "3"), ("c", "de", "4")])])
    assert found.members(0, 1).tolist() == [0]
    assert found.members(1, 1).tolist() == [0, 1]


def test_groups_that_share_a_passage_in_any_language_are_one_cluster_through_others_too() -> None:
    found = catalogue(
        [
            pairs_table([("a", "en", "x"), ("a", "de", "y"), ("b", "de", "y"), ("b", "fr", "z"), ("d", "en", "w")]),
            pairs_table([("c", "fr", "z")], dataset="other"),
        ]
    )
    cluster = dict(zip(found.groups, found.cluster.tolist(), strict=True))
    assert cluster["a"] == cluster["b"] == cluster["c"]
    assert cluster["d"] != cluster["a"]


def test_nothing_to_train_on_is_an_error() -> None:
    with pytest.raises(LingmixError, match="name at least one data set"):
        catalogue([])


def test_a_data_set_given_twice_is_an_error_that_names_the_group() -> None:
    table = pairs_table([("a", "en", "x")])
    with pytest.raises(LingmixError, match="group 'a' of data set 'own' comes twice in 'en'"):
        catalogue([table, table])


def test_the_order_of_rows_does_not_matter() -> None:
    table = pairs_table([("a", "en", "x"), ("a", "de", "y"), ("b", "de", "z")])
    one, other = catalogue([table]), catalogue([table.iloc[::-1]])
    assert one.groups == other.groups
    assert (one.has == other.has).all()
