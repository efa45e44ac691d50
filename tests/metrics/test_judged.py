from __future__ import annotations

import numpy as np
import pandas as pd

from lingmix.metrics.judged import judge

RANKS = pd.DataFrame(
    [
        ("g2", "en", "en", 4),
        ("g1", "en", "all", 9),
        ("g1", "de", "en", 2),
        ("g1", "en", "all", 3),
        ("g1", "en", "en", 1),
    ],
    columns=["group", "query_lang", "pool", "rank"],
)


def test_a_table_worked_by_hand() -> None:
    judged, asked = judge(RANKS)
    # de against en, then en against all (two relevant passages), then en against en: g1, g2
    assert judged.query.tolist() == [0, 1, 1, 2, 3]
    assert judged.rank.tolist() == [2, 3, 9, 1, 4]
    assert judged.position.tolist() == [1, 1, 2, 1, 1]
    assert judged.relevant.tolist() == [1, 2, 1, 1]
    assert (asked.langs, asked.pools, asked.groups) == (("de", "en"), ("all", "en"), ("g1", "g2"))
    assert (asked.lang.tolist(), asked.pool.tolist(), asked.group.tolist()) == (
        [0, 1, 1, 1],
        [1, 0, 1, 1],
        [0, 0, 0, 1],
    )


def test_categories_in_any_order_and_without_rows_change_nothing() -> None:
    odd = RANKS.astype(
        {"query_lang": pd.CategoricalDtype(["zz", "en", "de"]), "group": pd.CategoricalDtype(["g2", "g1"])}
    )
    (judged, asked), (plain, theirs) = judge(odd), judge(RANKS)
    assert asked.langs == theirs.langs
    assert asked.groups == theirs.groups
    for name in ("query", "rank", "position", "relevant"):
        np.testing.assert_array_equal(getattr(judged, name), getattr(plain, name))


def test_no_ranks_are_no_queries() -> None:
    judged, asked = judge(RANKS[:0])
    assert len(judged.rank) == len(judged.relevant) == len(asked.lang) == 0
