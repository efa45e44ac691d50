from __future__ import annotations

import numpy as np
import pytest
from small import pairs_table

from lingmix.errors import LingmixError
from lingmix.plan import settle as settle_module
from lingmix.plan.catalogue import Catalogue, catalogue
from lingmix.plan.deal import Dealer
from lingmix.plan.settle import settle


def settled(groups: Catalogue, cells: list[list[int]], seed: int) -> np.ndarray:
    dealer = Dealer(groups, 1.0, np.random.default_rng(seed))
    array = np.array(cells)
    group = dealer.deal(array.ravel()).reshape(array.shape)
    settle(group, array, groups, dealer)
    return group


@pytest.mark.parametrize("seed", range(30))
def test_a_batch_with_one_way_to_fill_it_is_filled_that_way(seed: int) -> None:
    # languages a … e; group i has languages 0 … i, so that only one matching gives each language a group
    names = "abcde"
    groups = catalogue([pairs_table([(f"g{n}", f"l{names[m]}", f"{n} {m}") for n in range(5) for m in range(n + 1)])])
    cells = [language * 5 + language for language in range(5)]
    shuffled = np.random.default_rng(seed).permutation(5)
    group = settled(groups, [[cells[language] for language in shuffled]], seed)
    assert group[0].tolist() == shuffled.tolist()


def test_only_batches_with_a_clash_change() -> None:
    groups = catalogue([pairs_table([(f"g{n}", "en", f"{n}") for n in range(9)])])
    dealer = Dealer(groups, 1.0, np.random.default_rng(0))
    group = np.array([[0, 1, 2], [3, 3, 3], [6, 7, 8]])
    settle(group, np.zeros_like(group), groups, dealer)
    assert group[[0, 2]].tolist() == [[0, 1, 2], [6, 7, 8]]
    assert group[1, 0] == 3
    assert len(set(group[1])) == 3


def test_the_parts_in_which_batches_are_looked_through_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    groups = catalogue([pairs_table([(f"g{n}", "en", f"{n // 2}") for n in range(12)])])
    cells = np.zeros((40, 5), dtype=int).tolist()
    whole = settled(groups, cells, 1)
    monkeypatch.setattr(settle_module, "BATCHES", 7)
    assert (settled(groups, cells, 1) == whole).all()
    assert all(len({number // 2 for number in row}) == 5 for row in whole.tolist())


def test_a_batch_that_no_order_can_fill_is_an_error_with_counts() -> None:
    groups = catalogue([pairs_table([("a", "de", "1"), ("a", "en", "2"), ("b", "en", "3"), ("c", "en", "3")])])
    de, en = 0, 3
    assert settled(groups, [[en, de]], 0)[0, 1] == 0
    with pytest.raises(LingmixError, match="for 2 of its pairs, in en–en, the mix may draw from 3 groups in 2 sets"):
        settled(groups, [[de, en, en]], 0)
