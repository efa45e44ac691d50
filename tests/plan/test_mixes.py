"""What mixes can be told holds in every plan that is drawn with them."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from plans import KINDS, LANGUAGES, TOO_LITTLE, catalogues, make
from scipy.stats import chisquare
from small import pairs_table, parallel_pairs

from lingmix.errors import LingmixError
from lingmix.plan.catalogue import Catalogue, catalogue

PAIRS = st.tuples(st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES)).filter(lambda pair: pair[0] < pair[1])


@st.composite
def restrictions(draw_value: st.DrawFn, kind: str) -> dict[str, Any]:
    """Values of a mix that restrict it and do not contradict each other."""
    tags = [tag for tag in LANGUAGES if kind != "english" or tag != "en"]
    values: dict[str, Any] = {
        "exclude_languages": draw_value(st.lists(st.sampled_from(tags), max_size=1)),
        "exclude_pairs": draw_value(st.lists(PAIRS, max_size=2, unique=True)),
        "data_size": draw_value(st.none() | st.integers(6, 20)),
    }
    values["parallel_size"] = draw_value(st.none() | st.integers(2, 6))
    if kind != "english":
        values["language_exponent"] = draw_value(st.sampled_from([0, 0.5, 1]))
    if kind in ("crosslingual", "hybrid"):
        free = [tag for tag in LANGUAGES if tag not in values["exclude_languages"]]
        values["pivot"] = draw_value(st.none() | st.sampled_from(free))
    return values


# without shrinking, which would take minutes where it fails
@settings(max_examples=100, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(case=st.data(), data=catalogues(least=80), kind=st.sampled_from(KINDS), seed=st.integers(0, 2**32 - 1))
def test_restrictions_hold_or_the_error_says_what_the_data_has(
    case: st.DataObject, data: tuple[pd.DataFrame, Catalogue], kind: str, seed: int
) -> None:
    pairs, groups = data
    values = case.draw(restrictions(kind))
    try:
        plan = make(groups, kind, seed=seed, size=2, steps=8, **values)
    except LingmixError as error:
        if re.search(TOO_LITTLE, str(error)):
            return
        raise
    rows = list(plan.astype(object).where(plan.notna(), None).itertuples())
    there: dict[tuple[str, str], set[str]] = {}
    for dataset, group, lang in pairs[["dataset", "group", "lang"]].itertuples(index=False):
        there.setdefault((dataset, group), set()).add(lang)
    excluded = {frozenset(pair) for pair in values["exclude_pairs"]}
    drawn: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        tags = {row.query_lang, row.passage_lang, row.translation_lang} - {None}
        assert tags <= there[row.dataset, row.group] - {*values["exclude_languages"]}
        crossing = {row.query_lang, row.passage_lang}
        assert len(crossing) == (2 if row.regime == "crosslingual" else 1)
        translated = {row.query_lang, row.translation_lang} if row.translation_lang else crossing
        assert row.translation_lang != row.query_lang
        for pair in (crossing, translated):
            assert pair not in excluded
            if len(pair) == 2 and values.get("pivot"):
                assert values["pivot"] in pair
        drawn.setdefault((row.dataset, row.group), set()).update(tags)
    assert not plan.duplicated(["step", "dataset", "group"]).any()
    assert values["data_size"] is None or len(drawn) <= values["data_size"]
    if values["parallel_size"] is not None:
        assert sum(len(tags) > 1 for tags in drawn.values()) <= values["parallel_size"]
    if values["parallel_size"] is None and values["data_size"] is None:
        for row in rows:
            options = there[row.dataset, row.group] - {*values["exclude_languages"], row.query_lang}
            options = {tag for tag in options if {tag, row.query_lang} not in excluded}
            if values.get("pivot") and row.query_lang != values["pivot"]:
                options &= {values["pivot"]}
            assert row.translation_lang in (options or {None})


@settings(max_examples=60, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(
    alpha=st.floats(0, 1),
    end=st.floats(0, 1),
    change=st.sampled_from([{"change": "linear"}, {"change": "step", "change_at": 0.25}]),
    seed=st.integers(0, 2**32 - 1),
)
def test_the_share_of_monolingual_batches_follows_alpha(
    alpha: float, end: float, change: dict[str, Any], seed: int
) -> None:
    groups = catalogue([parallel_pairs(4, LANGUAGES)])
    steps = 400
    values = {"alpha": alpha} if alpha == end else {"alpha": alpha, "alpha_end": end, **change}
    regime = make(groups, "hybrid", seed=seed, steps=steps, size=2, **values)["regime"][::2]
    monolingual = (regime == "monolingual").to_numpy()
    if change["change"] == "step":
        expected = np.array([alpha] * 100 + [end] * 300)
    else:
        expected = alpha + (end - alpha) * np.arange(steps) / steps
    for part in (slice(0, 100), slice(100, 200), slice(200, 400), slice(None)):
        mean, variance = expected[part].sum(), (expected[part] * (1 - expected[part])).sum()
        # six standard deviations of a sum of independent draws, and one for those that are nearly certain
        assert abs(monolingual[part].sum() - mean) <= 6 * np.sqrt(variance) + 1


def test_monolingual_first_is_exact() -> None:
    groups = catalogue([parallel_pairs(10, LANGUAGES)])
    plan = make(groups, "hybrid", alpha=1, alpha_end=0, change="step", change_at=0.3, steps=50)
    first = plan["step"] < 15
    assert (plan["regime"] == np.where(first, "monolingual", "crosslingual")).all()


def test_a_batch_whose_regime_two_hybrids_share_has_the_same_languages_in_both() -> None:
    groups = catalogue([parallel_pairs(30, LANGUAGES)])
    one, other = (make(groups, "hybrid", steps=200, **v) for v in ({"alpha": 0.5}, {"alpha": 0.9, "alpha_end": 0.1}))
    same = one["regime"].astype(str) == other["regime"].astype(str)
    assert 0.5 < same.mean() < 1
    for column in ("query_lang", "passage_lang"):
        assert (one[column][same] == other[column][same]).all()
    progress = one["step"] / 200
    higher = 0.9 - 0.8 * progress >= 0.5
    monolingual, other_monolingual = one["regime"] == "monolingual", other["regime"] == "monolingual"
    assert (other_monolingual | ~monolingual)[higher].all()
    assert (monolingual | ~other_monolingual)[~higher].all()


def test_a_smaller_budget_changes_the_groups_and_neither_regimes_nor_languages() -> None:
    groups = catalogue([parallel_pairs(60, LANGUAGES)])
    small, large = (make(groups, "hybrid", steps=300, data_size=size) for size in (10, 40))
    assert (small[["regime", "query_lang", "passage_lang"]] == large[["regime", "query_lang", "passage_lang"]]).all(
        None
    )
    assert {*small["group"]} < {*large["group"]}
    assert (small["group"].nunique(), large["group"].nunique()) == (10, 40)


@pytest.mark.parametrize(("exponent", "shares"), [(0.0, [3, 3, 3]), (0.5, [6, 4, 2]), (1.0, [9, 4, 1])])
def test_languages_are_drawn_by_groups_to_the_exponent(exponent: float, shares: list[int]) -> None:
    # 36, 16 and 4 groups, whose roots are 6, 4 and 2
    rows = [(f"{tag}{n}", tag, f"{tag}{n}") for tag, count in (("de", 36), ("en", 16), ("fr", 4)) for n in range(count)]
    groups = catalogue([pairs_table(rows)])
    for kind, draws in (("monolingual", 3000), ("mixed-monolingual", 6000)):
        plan = make(groups, kind, steps=3000, size=2, language_exponent=exponent)
        tags = (plan[::2] if kind == "monolingual" else plan)["query_lang"].value_counts().sort_index()
        assert chisquare(tags, np.array(shares) / sum(shares) * draws).pvalue > 1e-6


@pytest.mark.parametrize(("exponent", "shares"), [(0.0, [1, 1, 1]), (0.5, [3, 2, 1]), (1.0, [9, 4, 1])])
def test_ordered_pairs_are_drawn_by_the_groups_that_have_both(exponent: float, shares: list[int]) -> None:
    held = {("de", "en"): 36, ("en", "th"): 16, ("fr", "th"): 4}
    rows = [(f"{p}{n}", tag, f"{p}{n}{tag}") for p, count in held.items() for n in range(count) for tag in p]
    rows += [(f"th{n}", "th", f"th{n}") for n in range(50)]  # in no pair, so they count for none
    plan = make(catalogue([pairs_table(rows)]), "crosslingual", steps=3000, size=2, language_exponent=exponent)
    counts = plan.groupby(["query_lang", "passage_lang"], observed=True).size()
    both = [counts[pair] for pair in held] + [counts[pair[::-1]] for pair in held]
    assert chisquare(both, np.array(shares * 2) / sum(shares) / 2 * 6000).pvalue > 1e-6


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"pivot": "th"}, r"mixes\.x: crosslingual .* of the 5 groups that have a second one, none has two .* pivot"),
        ({"exclude_pairs": [["en", "de"]]}, "none has two that this mix may draw together"),
        ({"exclude_languages": ["de"]}, r"no training group .* has a second language; the languages are: en, th\. "),
        ({"parallel_size": 0}, "no training group that this mix may draw has a second language"),
        ({"data_size": 3}, "a batch of 4 pairs cannot be filled"),
        ({"data_size": 11}, r"^mixes\.x: data_size is 11, but the training data has 10 groups: own 10$"),
    ],
)
def test_a_mix_that_leaves_too_little_says_why(values: dict[str, Any], words: str) -> None:
    rows = [(f"g{n}", tag, f"{n} {tag}") for n in range(5) for tag in ("de", "en")]
    rows += [(f"t{n}", "th", f"{n} th") for n in range(5)]
    groups = catalogue([pairs_table(rows)])
    with pytest.raises(LingmixError, match=words):
        make(groups, "crosslingual", name="x", **values)
