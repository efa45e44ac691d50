from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from stats_worlds import keys, sums_of

from lingmix.stats.bootstrap import Resamples, resample
from lingmix.stats.design import RunKey, design
from lingmix.stats.effects import EFFECT_COLUMNS, VALUE_COLUMNS, Judgement, effects, values
from lingmix.stats.holm import holm
from lingmix.stats.sums import Sums

PLANNED = [RunKey("untrained", None), *keys(("mono", "cross", "late"), (1, 2, 3))]
BASELINE = [("cross", "mono"), ("untrained", "mono"), ("late", "mono")]


def study(seed: int = 1, groups: int = 40) -> tuple[Sums, Resamples]:
    """Cross is better than mono by 0.1, but not in the last pair; one seed of late has not finished."""
    rng = np.random.default_rng(seed)
    finished = PLANNED[:-1]
    level = {"untrained": 0.1, "mono": 0.4, "cross": 0.5, "late": 0.4}
    means = np.array([level[run.variant] for run in finished])
    found = means[:, None, None] + rng.normal(0, 0.01, (len(finished), groups, 4)) + rng.normal(0, 0.2, (1, groups, 4))
    found[4:7, :, 3] -= 0.2
    sums = sums_of(found)
    return sums, resample(sums, design(PLANNED, finished), 1000)


def test_values_of_every_variant() -> None:
    sums, found = study()
    table = values(sums, found)
    assert tuple(table.columns) == VALUE_COLUMNS
    assert table["variant"].tolist() == ["untrained", "mono", "cross", "late"]
    macro = sums.macro()
    assert table["value"][:3].tolist() == pytest.approx([macro[0], macro[1:4].mean(), macro[4:7].mean()])
    assert table["sd"][1] == pytest.approx(macro[1:4].std(ddof=1))
    assert np.isnan(table["sd"][0])
    assert table["seeds"].tolist() == [1, 3, 3, 2]
    assert table["note"].tolist() == ["no seed changes these", "", "", "late: seed 3 missing"]
    assert table.loc[3, ["value", "sd", "low", "high", "se", "df"]].isna().all()
    known = table[:3]
    assert ((known["low"] < known["value"]) & (known["value"] < known["high"])).all()


def test_effects_against_a_baseline() -> None:
    sums, found = study()
    table = effects(sums, found, BASELINE, Judgement(margin=0.2))
    assert tuple(table.columns) == EFFECT_COLUMNS
    cross, untrained, late = (row for _, row in table.iterrows())
    assert cross["difference"] == pytest.approx(cross["value"] - cross["reference_value"])
    assert cross["low"] < 0.05 < cross["high"]
    assert cross["wins_pairs"] == cross["clear_wins_pairs"] == 3
    assert cross["losses_pairs"] == cross["clear_losses_pairs"] == 1
    # pairs are q0-p0, q0-p1, q1-p0, q1-p1: the second language wins one and loses one
    assert cross["count_languages"] == 2
    assert cross["clear_wins_languages"] == 1
    assert cross["equivalent"] is True or cross["equivalent"] == np.True_
    assert not untrained["equivalent"]
    assert untrained["high"] < -0.2
    assert untrained["losses_languages"] == 2
    # what lacks a seed has no numbers and is no part of the family
    assert late["note"] == "late: seed 3 missing"
    assert table["family"].tolist() == [2, 2, pd.NA]
    numbers = [name for name in EFFECT_COLUMNS if name not in ("variant", "reference", "note", "margin")]
    assert late[[name for name in numbers if name not in ("seeds", "groups", "queries")]].isna().all()
    np.testing.assert_allclose(table["p_holm"], holm(table["p"].to_numpy()))
    np.testing.assert_allclose(table["p_models_holm"], holm(table["p_models"].to_numpy()))


def test_p_and_interval_agree_and_p_is_not_below_that_over_seeds() -> None:
    for seed in range(5):
        sums, found = study(seed)
        table = effects(sums, found, [("cross", "mono"), ("mono", "untrained")])
        inside = (table["low"] <= 0) & (table["high"] >= 0)
        assert ((table["p"] >= 0.05) == inside).all()
        macro = sums.macro()
        assert table["p"][0] >= stats.ttest_rel(macro[4:7], macro[1:4]).pvalue - 1e-12


def test_swapping_variants_swaps_signs_only() -> None:
    sums, found = study()
    pairs = list(combinations(("untrained", "mono", "cross"), 2))
    there = effects(sums, found, pairs, Judgement(margin=0.1))
    back = effects(sums, found, [(other, one) for one, other in pairs], Judgement(margin=0.1))
    for name in ("difference", "low", "high"):
        opposite = {"low": "high", "high": "low"}.get(name, name)
        np.testing.assert_allclose(there[name], -back[opposite])
    same = ["se", "p", "p_holm", "p_models", "detectable", "p_equivalent", "ties_pairs"]
    pd.testing.assert_frame_equal(there[same], back[same])
    assert there["wins_pairs"].tolist() == back["losses_pairs"].tolist()


def test_lower_may_be_better() -> None:
    sums, found = study()
    table = effects(sums, found, [("cross", "mono")], Judgement(higher_is_better=False))
    assert table["difference"][0] > 0
    assert (table["wins_pairs"][0], table["losses_pairs"][0]) == (1, 3)


def test_one_seed_and_one_group_say_so() -> None:
    rng = np.random.default_rng(1)
    runs = keys(("a", "b"), (1,))
    sums = sums_of(rng.normal(size=(2, 30, 2)))
    one = effects(sums, resample(sums, design(runs, runs), 200), [("a", "b")])
    assert one["note"][0].startswith("one seed")
    assert one["p"][0] == one["p_models"][0]
    single = sums_of(rng.normal(size=(2, 1, 2)))
    table = effects(single, resample(single, design(runs, runs), 200), [("a", "b")])
    assert table["note"][0] == "one group: no interval"
    assert table[["low", "high", "detectable"]].isna().all(axis=None)
    assert table["p"][0] == 1


def test_an_empty_family_and_an_unknown_variant() -> None:
    sums, found = study()
    assert len(effects(sums, found, [])) == 0
    with pytest.raises(KeyError):
        effects(sums, found, [("cross", "nobody")])


def test_equal_runs_do_not_differ() -> None:
    runs = keys(("a", "b"), (1, 2, 3))
    values_of_a = np.random.default_rng(1).normal(size=(3, 30, 2))
    sums = sums_of(np.concatenate([values_of_a, values_of_a]))
    row = effects(sums, resample(sums, design(runs, runs), 200), [("a", "b")], Judgement(margin=0.01)).iloc[0]
    assert row[["difference", "low", "high", "detectable"]].tolist() == pytest.approx([0, 0, 0, 0], abs=1e-15)
    assert row[["p", "p_models"]].tolist() == [1, 1]
    assert bool(row["equivalent"])
    assert row["ties_pairs"] == 2
