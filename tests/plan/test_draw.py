from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from plans import KINDS, LANGUAGES, TOO_LITTLE, catalogues, make, mix_of
from small import pairs_table, parallel_pairs

from lingmix.errors import LingmixError
from lingmix.plan.catalogue import Catalogue, catalogue
from lingmix.plan.draw import COLUMNS, summary


# without shrinking, which would take minutes where it fails
@settings(max_examples=80, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(data=catalogues(), kind=st.sampled_from(KINDS), seed=st.integers(0, 2**32 - 1), size=st.integers(2, 6))
def test_every_plan_is_whole_and_holds_no_false_negative_or_says_why_not(
    data: tuple[pd.DataFrame, Catalogue], kind: str, seed: int, size: int
) -> None:
    pairs, groups = data
    try:
        plan = make(groups, kind, seed=seed, size=size, steps=8)
    except LingmixError as error:
        if re.search(TOO_LITTLE, str(error)):
            return
        raise
    assert tuple(plan.columns) == COLUMNS
    assert plan["step"].tolist() == [step for step in range(8) for _ in range(size)]
    assert plan["slot"].tolist() == list(range(size)) * 8
    same = plan["query_lang"].astype(str) == plan["passage_lang"].astype(str)
    for regime, part in plan.groupby("regime", observed=True):
        alone = part.groupby("step")["query_lang"].nunique().eq(1).all()
        if regime == "english":
            assert (part["query_lang"] == "en").all()
        if regime == "monolingual":
            assert alone
        assert same[part.index].all() if regime != "crosslingual" else not same[part.index].any()
    texts = pairs.set_index(["dataset", "group", "lang"])["passage"]
    everywhere = pairs.groupby(["dataset", "group"])["passage"].agg(set)
    for _, batch in plan.groupby("step"):
        assert not batch.duplicated(["dataset", "group"]).any()
        seen: set[str] = set()
        for row in batch.itertuples():
            assert (row.dataset, row.group, row.query_lang) in texts.index
            assert (row.dataset, row.group, row.passage_lang) in texts.index
            assert not seen & everywhere[row.dataset, row.group]
            seen |= everywhere[row.dataset, row.group]


@pytest.mark.parametrize("kind", KINDS)
def test_the_seed_decides_the_plan(kind: str) -> None:
    groups = catalogue([parallel_pairs(30, LANGUAGES)])
    one, again, other = make(groups, kind, seed=5), make(groups, kind, seed=5), make(groups, kind, seed=6)
    pd.testing.assert_frame_equal(one, again)
    assert not one.equals(other)


def test_hybrid_at_the_ends_is_the_pure_mix_with_the_same_batches() -> None:
    groups = catalogue([parallel_pairs(30, LANGUAGES)])
    for alpha, kind in ((0, "crosslingual"), (1, "monolingual")):
        pd.testing.assert_frame_equal(make(groups, "hybrid", alpha=alpha), make(groups, kind))


def test_hybrids_of_one_seed_are_nested_and_near_their_alpha() -> None:
    groups = catalogue([parallel_pairs(30, LANGUAGES)])
    steps, before = 1000, np.zeros(1000, dtype=bool)
    for alpha in (0.1, 0.5, 0.8):
        plan = make(groups, "hybrid", alpha=alpha, steps=steps, size=2)
        now = (plan[plan["slot"] == 0]["regime"] == "monolingual").to_numpy()
        # five standard deviations of a binomial
        assert abs(now.sum() - alpha * steps) < 5 * np.sqrt(steps * alpha * (1 - alpha))
        assert (now | ~before).all()
        before = now


def test_languages_and_ordered_pairs_are_drawn_uniformly() -> None:
    groups = catalogue([parallel_pairs(30, LANGUAGES)])
    draws = 2000 * 2
    pairs = make(groups, "crosslingual", steps=2000, size=2).groupby(["query_lang", "passage_lang"], observed=True)
    assert len(pairs) == 12
    assert (abs(pairs.size() - draws / 12) < 5 * np.sqrt(draws / 12)).all()
    mixed = make(groups, "mixed-monolingual", steps=2000, size=2)["query_lang"].value_counts()
    assert (abs(mixed - draws / 4) < 5 * np.sqrt(draws / 4)).all()
    batches = make(groups, "monolingual", steps=2000, size=2).drop_duplicates("step")["query_lang"].value_counts()
    assert (abs(batches - 500) < 5 * np.sqrt(500)).all()


def test_every_group_is_drawn_before_any_comes_again() -> None:
    groups = catalogue([parallel_pairs(40, ["en"])])
    plan = make(groups, "english", steps=30, size=4)
    for start in range(0, 120, 40):
        assert plan["group"][start : start + 40].nunique() == 40


@pytest.mark.parametrize(("exponent", "share"), [(0.0, 1 / 2), (0.5, 2 / 3), (1.0, 4 / 5)])
def test_data_sets_are_drawn_by_size_to_the_exponent(exponent: float, share: float) -> None:
    groups = catalogue([parallel_pairs(160, ["de", "en"], "large"), parallel_pairs(40, ["de", "en"], "small")])
    plan = make(groups, "crosslingual", steps=1000, size=4, size_exponent=exponent)
    drawn = (plan["dataset"] == "large").sum()
    assert abs(drawn - 4000 * share) < 5 * np.sqrt(4000 * share * (1 - share))


@pytest.mark.parametrize("kind", ["english", "monolingual", "crosslingual", "mixed-monolingual", "hybrid"])
def test_a_batch_may_take_every_group(kind: str) -> None:
    groups = catalogue([parallel_pairs(5, LANGUAGES)])
    plan = make(groups, kind, steps=50, size=5)
    assert (plan.groupby("step")["group"].nunique() == 5).all()


def test_a_batch_may_take_every_cluster_though_groups_share_passages() -> None:
    rows = [(f"g{number}", lang, f"{number // 3} {lang}") for number in range(18) for lang in ("de", "en")]
    plan = make(catalogue([pairs_table(rows)]), "crosslingual", steps=50, size=6)
    number = plan["group"].astype(str).str.removeprefix("g").astype(int) // 3
    assert (number.groupby(plan["step"]).nunique() == 6).all()


@pytest.mark.parametrize("kind", ["english", "monolingual"])
def test_too_large_a_batch_in_one_language_says_what_there_is(kind: str) -> None:
    groups = catalogue([pairs_table([("a", "en", "1"), ("b", "en", "2"), ("b", "de", "3"), ("c", "en", "2")])])
    have = "en 2" if kind == "english" else "de 1, en 2"
    advice = "Lower train.batch_size to 2, add data" if kind == "english" else "Add data"
    with pytest.raises(LingmixError, match=rf"mixes\.mine: .* takes 3 groups .* {have}\. {advice}"):
        make(groups, kind, size=3, name="mine")


@pytest.mark.parametrize("kind", ["crosslingual", "mixed-monolingual"])
def test_too_large_a_batch_over_languages_says_what_there_is(kind: str) -> None:
    with pytest.raises(LingmixError, match=r"a batch of 6 pairs cannot be filled.* from 5 groups in 5 sets"):
        make(catalogue([parallel_pairs(5, LANGUAGES)]), kind, size=6)


def test_a_language_that_is_not_there_is_named_with_those_that_are() -> None:
    groups = catalogue([parallel_pairs(5, ["de", "fr"])])
    with pytest.raises(LingmixError, match=r"^mix of kind 'english': language: unknown training language 'en'.*de, fr"):
        make(groups, "english")
    assert set(make(groups, "english", language="fr", size=2)["query_lang"]) == {"fr"}


@pytest.mark.parametrize("mix", [{"kind": "crosslingual"}, {"kind": "hybrid", "alpha": 0.2}])
def test_crosslingual_batches_of_untranslated_groups_are_an_error(mix: dict[str, Any]) -> None:
    rows = [(f"{lang} {number}", lang, f"{lang} {number}") for lang in ("de", "en", "fr") for number in range(4)]
    with pytest.raises(
        LingmixError, match=r"no training group .* has a second language; the languages are: de, en, fr"
    ):
        make(catalogue([pairs_table(rows)]), **mix)


def test_summary_counts_what_the_plan_holds() -> None:
    groups = catalogue([parallel_pairs(30, LANGUAGES, "one"), parallel_pairs(30, LANGUAGES, "two")])
    values = {"alpha": 0.4, "exclude_languages": ["th"], "data_size": 50, "parallel_size": 20}
    plan = make(groups, "hybrid", steps=25, size=3, **values)
    found = summary(plan, groups, mix_of("hybrid", **values), 1)
    rows = list(plan.astype(object).where(plan.notna(), None).itertuples())
    batches = {row.step: row.regime for row in rows}
    assert found["batches"] == {regime: list(batches.values()).count(regime) for regime in sorted({*batches.values()})}
    assert found["pairs"] == len(rows) == 75
    for key in ("query_lang", "passage_lang"):
        tags = [getattr(row, key) for row in rows]
        assert found[key] == {tag: tags.count(tag) for tag in sorted(set(tags))}
    both = [f"{row.query_lang}-{row.passage_lang}" for row in rows]
    assert found["language_pairs"] == {pair: both.count(pair) for pair in sorted(set(both))}
    translated = [f"{row.query_lang}-{row.translation_lang}" for row in rows if row.translation_lang is not None]
    assert 0 < len(translated) < 75
    assert found["translation_pairs"] == {pair: translated.count(pair) for pair in sorted(set(translated))}
    names = [row.dataset for row in rows]
    assert found["datasets"] == {name: names.count(name) for name in ("one", "two")}
    assert found["groups_drawn"] == len({(row.dataset, row.group) for row in rows})
    assert [found[f"groups_{what}"] for what in ("available", "allowed", "parallel")] == [60, 50, 20]
    assert found["languages"] == ["de", "en", "fr"]
