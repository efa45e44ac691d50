from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm
from statsmodels.tools.sm_exceptions import SingularMatrixWarning

from lingmix.errors import LingmixError
from lingmix.stats.factorial import NO_COMMON, NO_REPLICATES, factorial
from lingmix.stats.languages import with_languages
from lingmix.stats.strata import units

LANGS = ["ar", "de", "el", "en", "es", "hi", "ru", "th", "tr", "vi", "zh"]
FEWER = ["ar", "fa", "de", "en", "hi", "mr"]
MIX = {"monolingual": -0.05, "hybrid": 0.02, "crosslingual": 0.03}
OBJECTIVE = {"contrastive": -0.01, "dual-encoder": 0.01}
SAME, BOTH = 0.04, 0.015
"""Half the difference of same and different scripts, and of that difference between crosslingual and monolingual."""
TERMS = [
    ("mix",),
    ("objective",),
    ("mix", "objective"),
    ("query_script",),
    ("script_pair",),
    ("mix", "script_pair"),
    ("mix", "query_script"),
    ("objective", "script_pair"),
    ("pair_seen",),
]


def grid(
    rng: np.random.Generator, *, effects: float = 1.0, noise: float = 1.0, langs: Sequence[str] = LANGS
) -> pd.DataFrame:
    """Crosslingual pairs, three seeds; plans, runs, languages and pairs differ for reasons of their own, and so does
    what a mix and an objective do in each language and pair."""
    rows = [
        {"mix": mix, "objective": objective, "seed": seed, "query_lang": query, "passage_lang": passage}
        for mix, objective, seed in product(MIX, OBJECTIVE, range(3))
        for query, passage in product(langs, langs)
        if query != passage
    ]
    frame = with_languages(pd.DataFrame(rows))
    frame["variant"] = frame["mix"] + "." + frame["objective"]
    half = langs[::2]
    within = frame["query_lang"].isin(half) & frame["passage_lang"].isin(half)
    seen = (frame["mix"] == "crosslingual") | ((frame["mix"] == "hybrid") & within)
    frame["pair_seen"] = np.where(seen, "seen", "unseen")
    same = np.where(frame["script_pair"] == "same", 1.0, -1.0)
    tilt = frame["mix"].map({"monolingual": -1.0, "hybrid": 0.0, "crosslingual": 1.0})
    truth = frame["mix"].map(MIX) + frame["objective"].map(OBJECTIVE) + SAME * same + BOTH * tilt * same
    value = 0.5 + effects * truth
    parts = {
        ("seed",): 0.01,
        ("mix", "seed"): 0.01,
        ("variant", "seed"): 0.005,
        ("query_lang",): 0.05,
        ("passage_lang",): 0.08,
        ("query_lang", "passage_lang"): 0.02,
        **{(of, "query_lang"): 0.01 for of in ("mix", "objective", "variant")},
        **{(of, "passage_lang"): 0.01 for of in ("mix", "objective", "variant")},
        **{(of, "query_lang", "passage_lang"): 0.01 for of in ("mix", "objective", "variant")},
        ("variant", "seed", "query_lang", "passage_lang"): 0.01,
    }
    for columns, size in parts.items():
        unit = units(frame, columns)
        part = pd.Series(rng.normal(size=unit.max() + 1)[unit])
        if columns[0] in ("mix", "objective", "variant") and "seed" not in columns:
            # its effect is over these languages, as macro values are
            part -= part.groupby(frame[columns[0]]).transform("mean")
        value = value + noise * size * part
    return frame.assign(value=value, truth=truth)


def test_without_noise_effects_are_what_was_put_in() -> None:
    found = factorial(grid(np.random.default_rng(1), noise=1e-9), TERMS)
    levels = found.levels.set_index(["term", "level"])["estimate"]
    assert {mix: levels["mix", mix] for mix in MIX} == pytest.approx(MIX, abs=0.01)
    assert {one: levels["objective", one] for one in OBJECTIVE} == pytest.approx(OBJECTIVE, abs=1e-6)
    # the mix's whole effect holds what it does to pairs of different scripts, of which there are more
    share = with_languages(grid(np.random.default_rng(1)))["script_pair"].eq("same").mean()
    assert levels["mix", "crosslingual"] == pytest.approx(0.03 + BOTH * (2 * share - 1), abs=1e-6)
    assert levels["script_pair", "same"] == pytest.approx(SAME, abs=1e-6)
    assert levels["mix × script_pair", "crosslingual × same"] == pytest.approx(BOTH, abs=1e-6)
    assert levels["mix × script_pair", "monolingual × different"] == pytest.approx(BOTH, abs=1e-6)
    assert levels["mix × script_pair", "hybrid × same"] == pytest.approx(0, abs=1e-6)


def test_each_term_is_judged_by_the_units_that_it_belongs_to() -> None:
    terms = factorial(grid(np.random.default_rng(1)), TERMS).terms.set_index("term")
    assert terms["stratum"].to_dict() == {
        "mix": "plans",
        "objective": "runs",
        "mix × objective": "runs",
        "query_script": "query languages",
        "script_pair": "pairs",
        "mix × script_pair": "mixes × pairs",
        "mix × query_script": "mixes × query languages",
        "objective × script_pair": "objectives × pairs",
        "pair_seen": "mixes × pairs",
    }
    assert terms["units"].to_dict() == {
        "mix": 9,
        "objective": 18,
        "mix × objective": 18,
        "query_script": 11,
        "script_pair": 110,
        "mix × script_pair": 330,
        "mix × query_script": 33,
        "objective × script_pair": 220,
        "pair_seen": 330,
    }
    # 9 plans less mean, two seeds and two effects; 18 runs less 9 plans and three effects; 11 languages in 7 scripts,
    # by themselves and in three mixes
    assert terms["df_residual"][["mix", "objective", "query_script", "mix × query_script"]].tolist() == [4, 6, 4, 8]
    assert (terms["p_holm"] >= terms["p"]).all()


def test_known_effects_lie_in_their_intervals_and_nulls_are_rejected_as_often_as_said() -> None:
    _simulate(120)


@pytest.mark.slow
def test_the_same_at_length() -> None:
    _simulate(2000)


def _simulate(studies: int) -> None:
    """Each interval holds the truth in 95 % of studies, and each null is rejected in 5 %, within what chance does."""
    rng = np.random.default_rng(3)
    share = grid(rng, langs=FEWER)["script_pair"].eq("same").mean()
    truths = {
        ("mix", "hybrid"): MIX["hybrid"],
        # a mix's whole effect holds what it does to pairs of scripts
        ("mix", "crosslingual"): MIX["crosslingual"] + BOTH * (2 * share - 1),
        ("objective", "contrastive"): OBJECTIVE["contrastive"],
        ("script_pair", "same"): SAME,
        ("mix × script_pair", "crosslingual × same"): BOTH,
        ("mix × script_pair", "hybrid × same"): 0.0,
    }
    inside, rejected = [], []
    for _ in range(studies):
        null = grid(rng, langs=FEWER, effects=0.0)
        levels = factorial(null.assign(value=null["value"] + null["truth"]), TERMS).levels.set_index(["term", "level"])
        inside.append({key: levels["low"][key] <= truth <= levels["high"][key] for key, truth in truths.items()})
        rejected.append(factorial(null, TERMS).terms.set_index("term")["p"] < 0.05)
    low, high = stats.binom.ppf([0.0005, 0.9995], studies, 0.05)
    missed = (~pd.DataFrame(inside)).sum()
    wrong = pd.DataFrame(rejected).sum()
    assert len(wrong) == len(TERMS)
    for name, count in [*missed.items(), *wrong.items()]:
        assert low <= count <= high, f"{name}: {count} of {studies}"


def test_plans_and_runs_are_a_split_plot_analysis_of_macro_values() -> None:
    frame = grid(np.random.default_rng(5))
    macro = frame.groupby(["mix", "objective", "seed"], as_index=False)["value"].mean()
    formula = "value ~ C(seed) + C(mix, Sum) + C(mix, Sum):C(seed) + C(objective, Sum) + C(mix, Sum):C(objective, Sum)"
    whole = anova_lm(ols(formula, macro).fit())
    mean = whole["mean_sq"]
    terms = factorial(frame, TERMS).terms.set_index("term")
    assert terms["f"]["mix"] == pytest.approx(mean["C(mix, Sum)"] / mean["C(mix, Sum):C(seed)"])
    assert terms["p"]["mix"] == pytest.approx(stats.f.sf(terms["f"]["mix"], 2, 4))
    for ours, theirs in (
        ("objective", "C(objective, Sum)"),
        ("mix × objective", "C(mix, Sum):C(objective, Sum)"),
    ):
        assert terms["f"][ours] == pytest.approx(whole["F"][theirs])
        assert terms["p"][ours] == pytest.approx(whole["PR(>F)"][theirs])


def test_a_mix_and_a_script_are_an_analysis_of_the_means_of_mixes_in_languages() -> None:
    frame = grid(np.random.default_rng(5))
    cells = frame.groupby(["mix", "query_script", "query_lang"], as_index=False)["value"].mean()
    # scripts belong to languages, so the larger model has columns that say the same twice
    with pytest.warns(SingularMatrixWarning):
        larger = ols("value ~ C(mix) * C(query_script) + C(query_lang)", cells).fit()
    f, p, df = larger.compare_f_test(ols("value ~ C(mix) + C(query_lang)", cells).fit())
    terms = factorial(frame, [("mix",), ("query_script",), ("mix", "query_script")]).terms.set_index("term")
    row = terms.loc["mix × query_script"]
    assert (row["f"], row["p"], row["df"]) == (pytest.approx(f), pytest.approx(p), df)
    assert (row["df"], row["df_residual"]) == (12, 8)


def test_mixes_with_different_objectives_are_compared_over_those_that_all_have() -> None:
    frame = grid(np.random.default_rng(1), noise=1e-9)
    holed = frame[(frame["mix"] != "monolingual") | (frame["objective"] != "dual-encoder")]
    found = factorial(holed, [("mix",), ("objective",), ("mix", "query_script")])
    levels = found.levels.set_index(["term", "level"])["estimate"]
    share = frame["script_pair"].eq("same").mean()
    # not lowered by the objective that monolingual lacks
    assert levels["mix", "monolingual"] == pytest.approx(-0.05 - BOTH * (2 * share - 1), abs=1e-6)
    assert levels["objective", "contrastive"] == pytest.approx(-0.01, abs=1e-6)
    assert found.terms["units"].tolist() == [9, 15, 33]


def test_mixes_that_share_no_objective_are_not_compared() -> None:
    frame = grid(np.random.default_rng(1))
    odd = (frame["mix"] == "monolingual") == (frame["objective"] == "contrastive")
    found = factorial(frame[odd], [("mix",), ("mix", "script_pair")])
    assert found.terms["note"].tolist() == [NO_COMMON] * 2
    assert found.levels[["estimate", "se"]].isna().all(axis=None)


def test_where_a_run_is_missing_plans_are_compared_over_what_all_of_them_have() -> None:
    frame = grid(np.random.default_rng(1))
    holed = frame[(frame["variant"] != "hybrid.contrastive") | (frame["seed"] != 2)]
    found = factorial(holed, [("mix",), ("objective",)])
    alone = factorial(frame[frame["objective"] == "dual-encoder"], [("mix",)])
    pd.testing.assert_series_equal(found.terms.iloc[0].drop("p_holm"), alone.terms.iloc[0].drop("p_holm"))


def test_one_seed_and_two_variants_are_a_paired_t_test_over_languages() -> None:
    rng = np.random.default_rng(1)
    rows = [
        {"variant": mix, "mix": mix, "seed": 1, "query_lang": lang, "passage_lang": lang, "value": rng.normal()}
        for mix in ("a", "b")
        for lang in LANGS
    ]
    frame = with_languages(pd.DataFrame(rows))
    frame["latin"] = np.where(frame["query_script"] == "Latn", "yes", "no")
    found = factorial(frame, [("mix",), ("latin",), ("mix", "latin")])
    terms = found.terms.set_index("term")
    # with one run of each mix nothing says how much runs differ
    assert np.isnan(terms["p"]["mix"])
    assert terms["note"]["mix"] == NO_REPLICATES
    wide = frame.pivot_table(index=["query_lang", "latin"], columns="mix", values="value").reset_index()
    means, differences = (wide["a"] + wide["b"]) / 2, wide["a"] - wide["b"]
    yes = wide["latin"] == "yes"
    assert terms["p"]["latin"] == pytest.approx(stats.ttest_ind(means[yes], means[~yes]).pvalue)
    assert terms["p"]["mix × latin"] == pytest.approx(stats.ttest_ind(differences[yes], differences[~yes]).pvalue)
    assert terms["stratum"]["mix × latin"] == "mixes × query languages"


def test_numbers_have_slopes() -> None:
    frame = grid(np.random.default_rng(1), effects=0.0, noise=1e-9)
    alpha = frame["mix"].map({"monolingual": 1.0, "hybrid": 0.5, "crosslingual": 0.0})
    found = factorial(frame.assign(alpha=alpha, value=frame["value"] + 0.2 * alpha), [("alpha",), ("objective",)])
    row = found.levels.iloc[0]
    assert (row["level"], row["estimate"]) == ("slope", pytest.approx(0.2, abs=1e-6))


def test_what_cannot_be_told_apart_is_said() -> None:
    frame = grid(np.random.default_rng(1))
    frame["kind"] = frame["mix"]
    frame["always"] = "yes"
    found = factorial(frame, [("mix",), ("kind",), ("always",), ("query_script",), ("query_family",)])
    terms = found.terms.set_index("term")
    assert terms["note"].to_dict() == {
        "mix": "",
        "kind": "cannot be told from languages or from the factors before it",
        "always": "one level only",
        "query_script": "",
        "query_family": "some levels cannot be told from languages or from the factors before it",
    }
    assert np.isnan(terms["p"][["kind", "always"]]).all()
    assert found.levels.loc[found.levels["term"] == "query_family", "estimate"].isna().all()


def test_incomplete_grids_are_refused() -> None:
    frame = grid(np.random.default_rng(1))
    with pytest.raises(LingmixError, match="every run with every pair once"):
        factorial(frame.iloc[1:], [("mix",)])
    with pytest.raises(LingmixError, match="every run with every pair once"):
        factorial(pd.concat([frame.iloc[1:], frame.iloc[[1]]]), [("mix",)])
    with pytest.raises(LingmixError, match="no column colour"):
        factorial(frame, [("colour",)])
    with pytest.raises(LingmixError, match="missing values in value"):
        factorial(frame.assign(value=frame["value"].where(frame["seed"] > 0)), [("mix",)])


def test_the_order_of_rows_does_not_matter() -> None:
    frame = grid(np.random.default_rng(1))
    found, again = (factorial(one, TERMS) for one in (frame, frame.sample(frac=1, random_state=1)))
    pd.testing.assert_frame_equal(found.terms, again.terms)
    pd.testing.assert_frame_equal(found.levels, again.levels)
