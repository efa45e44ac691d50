"""The factorial view of a whole study."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from factor_study import LANGS, MIX, MIXES, OBJECTIVE, found, metrics_of, runs_of, seen_of, value

from lingmix.config.mix import Hybrid
from lingmix.config.study import Run
from lingmix.config.train import TrainOverride
from lingmix.stats.factor_models import INCOMPLETE, ONE_SEED, UNKNOWN_EXPOSURE
from lingmix.stats.factorial import NO_NOISE, NO_REPLICATES
from lingmix.stats.factors import COLUMNS, NO_PAIR, factors
from lingmix.stats.holm import holm
from lingmix.stats.languages import script
from lingmix.table.seen import Seen


def effects(table: pd.DataFrame, term: str, setting: str = "crosslingual") -> dict[str, float]:
    rows = table[(table["setting"] == setting) & (table["term"] == term)]
    return dict(zip(rows["level"], rows["estimate"], strict=True))


def note(table: pd.DataFrame, term: str, setting: str = "crosslingual") -> str:
    rows = table[(table["setting"] == setting) & (table["term"] == term)]
    assert rows["estimate"].isna().all()
    (said,) = set(rows["note"])
    return str(said)


@pytest.fixture(scope="module")
def whole() -> pd.DataFrame:
    return found(runs_of())


@pytest.mark.parametrize("setting", ["monolingual", "crosslingual", "multilingual"])
def test_effects_are_what_was_put_in(whole: pd.DataFrame, setting: str) -> None:
    assert effects(whole, "mix", setting) == pytest.approx(MIX, abs=1e-4)
    assert effects(whole, "objective", setting) == pytest.approx(OBJECTIVE, abs=1e-4)
    assert list(effects(whole, "mix × objective", setting).values()) == pytest.approx([0] * 6, abs=1e-4)
    assert effects(whole, "query language in training", setting) == pytest.approx(
        {"seen": 0.025, "unseen": -0.025}, abs=1e-4
    )
    assert effects(whole, "α", setting) == pytest.approx({"from 0 to 1": -0.08}, abs=1e-4)
    assert effects(whole, "bend over α", setting) == pytest.approx({"0 and 1 over 0.5": -0.06}, abs=1e-4)


def test_its_columns_and_the_correction_for_all_terms_of_a_table(whole: pd.DataFrame) -> None:
    assert tuple(whole.columns) == COLUMNS
    assert whole["df"].dtype == whole["pairs"].dtype == "int64"
    for _, rows in whole.groupby(["setting", "metric"]):
        terms = rows.drop_duplicates(["model", "term"])
        assert terms["p_holm"].to_numpy() == pytest.approx(holm(terms["p"].to_numpy()), nan_ok=True)
    assert set(whole.loc[whole["setting"] == "crosslingual", "pairs"]) == {110}


def test_passages_and_pairs_have_factors_in_two_languages_only(whole: pd.DataFrame) -> None:
    terms = whole.groupby("setting")["term"].agg(set)
    crosslingual, monolingual = terms["crosslingual"], terms["monolingual"]
    own = {"passage script", "script pair", "family pair", "pair in training", "mix × script pair", "α × script pair"}
    assert own <= crosslingual
    assert not own & monolingual
    assert {"query script", "query family", "mix × query script"} <= monolingual


def test_pairs_in_one_script_are_apart_from_others_and_for_one_mix_more() -> None:
    runs = runs_of()

    def scripted(run: Run, query: str, passage: str) -> float:
        same = script(query) == script(passage)
        return value(run, query, passage) + (0.06 if run.mix == "mono" else 0.03) * same

    table = found(runs, metrics_of(runs, scripted))
    assert effects(table, "script pair") == pytest.approx({"same": 0.02, "different": -0.02}, abs=1e-4)
    differs = effects(table, "mix × script pair")
    assert differs["mono × same"] == pytest.approx(0.01, abs=1e-4)
    assert differs["cross × same"] == pytest.approx(-0.005, abs=1e-4)


def test_what_the_grid_lacks_is_said_and_the_rest_is_estimated() -> None:
    runs = runs_of(cells=(("mono", "nce"), ("half", "nce"), ("half", "margin")))
    table = found(runs)
    assert note(table, "mix × objective") == INCOMPLETE
    assert note(table, "mix × pair in training") == INCOMPLETE
    assert effects(table, "mix") == pytest.approx({"half": 0.05, "mono": -0.05}, abs=1e-4)
    # of two mixes, α would be the same again
    assert "α" not in set(table["term"])


def test_with_one_seed_interactions_are_the_noise_of_objectives_and_a_mix_has_none() -> None:
    table = found(runs_of(seeds=(1,)))
    assert note(table, "mix × objective") == ONE_SEED
    own = table[table["term"] == "objective"]
    assert (own["df_residual"] == 2).all()
    assert own["p"].notna().all()
    # one plan of each mix: what it did is known, not how much plans differ
    assert effects(table, "mix") == pytest.approx(MIX, abs=1e-4)
    own = table[table["term"] == "mix"]
    assert set(own["note"]) == {NO_REPLICATES}
    assert own[["p", "low", "high"]].isna().all(axis=None)


def test_pairs_without_a_value_in_some_run_are_left_out_and_counted() -> None:
    runs = runs_of()
    metrics = metrics_of(runs)
    hole = (metrics["query_lang"] == "th") & (metrics["passage_lang"] == "de") & (metrics["mix"] == "mono")
    table = found(runs, metrics.assign(value=metrics["value"].mask(hole)))
    rows = table[table["setting"] == "crosslingual"]
    assert set(zip(rows["pairs"], rows["pairs_left_out"], strict=True)) == {(109, 1)}
    assert effects(table, "mix") == pytest.approx(MIX, abs=1e-4)


def test_a_metric_without_any_value_is_one_row_that_says_so() -> None:
    runs = runs_of()
    metrics = metrics_of(runs).assign(value=np.nan)
    table = found(runs, metrics)
    assert table["note"].tolist() == [NO_PAIR] * 3
    assert table["pairs_left_out"].tolist() == [len(LANGS), 110, len(LANGS)]
    assert table[["estimate", "p", "p_holm"]].isna().all(axis=None)


@pytest.mark.parametrize("constant", [0.0, 1.0])
def test_a_metric_that_is_the_same_everywhere_is_judged_by_nothing(constant: float) -> None:
    runs = runs_of()
    table = found(runs, metrics_of(runs, lambda run, query, passage: constant, noise=0.0))
    assert table["p"].isna().all()
    rows = table[table["term"] == "mix"]
    assert set(rows["note"]) == {NO_NOISE}
    assert rows["estimate"].tolist() == pytest.approx([0] * 9)
    assert rows[["low", "high", "se"]].isna().all(axis=None)


@pytest.mark.parametrize(
    "pairs",
    [[("th", "th")], [("de", "th"), ("th", "de")], [("en", lang) for lang in LANGS if lang != "en"]],
    ids=["one language", "two languages", "one query language"],
)
def test_few_languages_leave_the_grid_to_be_judged(pairs: list[tuple[str, str]]) -> None:
    setting = "monolingual" if pairs[0][0] == pairs[0][1] else "crosslingual"
    runs = runs_of()
    table = found(runs, metrics_of(runs, settings={setting: pairs}))
    assert effects(table, "mix", setting) == pytest.approx(MIX, abs=1e-4)
    assert table.loc[table["term"] == "mix", "p_holm"].lt(0.001).all()


def test_languages_of_unknown_script_or_family_are_left_out_of_these_alone() -> None:
    runs = runs_of()
    settings = {"monolingual": [(one, one) for one in (*LANGS, "qqq")]}
    table = found(runs, metrics_of(runs, settings=settings))
    pairs = table.drop_duplicates("term").set_index("term")["pairs"]
    assert (pairs["mix"], pairs["query family"]) == (12, 11)
    assert "unknown" not in set(table["level"])


def test_exposure_that_is_not_known_is_said() -> None:
    runs = runs_of()
    table = factors(metrics_of(runs), runs, MIXES, {}, ["map"])
    assert note(table, "pair in training") == UNKNOWN_EXPOSURE
    assert effects(table, "mix") == pytest.approx(MIX, abs=1e-4)


def test_alpha_is_over_mixes_that_are_alike_in_all_else_and_sizes_are_levels() -> None:
    mixes = {
        f"h{alpha}-{size}": Hybrid(kind="hybrid", alpha=alpha, data_size=size)
        for alpha in (0.25, 0.5, 1)
        for size in (100, None)
    }
    mixes["pivot"] = Hybrid(kind="hybrid", alpha=0, pivot="en")
    runs = [Run("static", name, "nce", None, seed) for name in mixes for seed in (1, 2)]

    def sized(run: Run, query: str, passage: str) -> float:
        mix = mixes[str(run.mix)]
        return 9.0 if mix.pivot else 0.5 + 0.1 * mix.alpha - 0.02 * (mix.data_size == 100)

    table = factors(metrics_of(runs, sized), runs, mixes, {}, ["map"])
    assert effects(table, "α") == pytest.approx({"from 0.25 to 1": 0.075}, abs=1e-4)
    assert effects(table, "data size") == pytest.approx({"100": -0.01, "all": 0.01}, abs=1e-4)
    assert list(effects(table, "α × data size").values()) == pytest.approx([0, 0], abs=1e-4)


def test_alpha_goes_no_further_than_the_study() -> None:
    rising = {0.0: 0.5, 0.1: 0.51, 0.2: 0.515}
    mixes = {f"h{alpha}": Hybrid(kind="hybrid", alpha=alpha) for alpha in rising}
    runs = [Run("static", name, "nce", None, seed) for name in mixes for seed in (1, 2)]
    table = factors(metrics_of(runs, lambda run, *_: rising[mixes[str(run.mix)].alpha]), runs, mixes, {}, ["map"])
    assert effects(table, "α") == pytest.approx({"from 0 to 0.2": 0.015}, abs=1e-4)
    assert effects(table, "bend over α") == pytest.approx({"0 and 0.2 over 0.1": -0.0025}, abs=1e-4)


def test_mixes_that_train_otherwise_are_on_another_line() -> None:
    mixes = {f"h{alpha}": Hybrid(kind="hybrid", alpha=alpha) for alpha in (0, 0.5, 1)}
    mixes["longer"] = Hybrid(kind="hybrid", alpha=0.25, train=TrainOverride(steps=9000))
    runs = [Run("static", name, "nce", None, seed) for name in mixes for seed in (1, 2)]

    def longer(run: Run, query: str, passage: str) -> float:
        return 0.9 if run.mix == "longer" else 0.5 + 0.1 * mixes[str(run.mix)].alpha

    table = factors(metrics_of(runs, longer), runs, mixes, {}, ["map"])
    assert effects(table, "α") == pytest.approx({"from 0 to 1": 0.1}, abs=1e-4)
    assert effects(table, "bend over α") == pytest.approx({"0 and 1 over 0.5": 0}, abs=1e-4)


def test_what_mixes_saw_of_a_language_is_judged_over_mixes_in_languages() -> None:
    runs = runs_of()
    seen = seen_of(runs)
    less = {id: Seen(one.languages - {"ar", "vi"}, one.pairs) if ".mono." in id else one for id, one in seen.items()}
    table = factors(metrics_of(runs), runs, MIXES, less, ["map"])
    rows = table[(table["setting"] == "monolingual") & (table["term"] == "query language in training")]
    assert set(zip(rows["stratum"], rows["units"], strict=True)) == {("mixes × query languages", 33)}
    rows = table[(table["setting"] == "crosslingual") & (table["term"] == "pair in training")]
    assert set(zip(rows["stratum"], rows["units"], strict=True)) == {("mixes × pairs", 330)}


def test_languages_of_scripts_and_families_are_told(whole: pd.DataFrame) -> None:
    rows = whole[whole["setting"] == "crosslingual"].set_index(["term", "level"])["languages"]
    assert rows["query script", "Latn"] == rows["passage script", "Latn"] == "de en es tr vi"
    assert rows["query script", "Cyrl"] == "ru"
    assert rows["passage family", "Sino-Tibetan"] == "zh"
    assert set(rows["script pair"]) | set(rows["mix"]) == {""}
    alone = whole[whole["setting"] == "monolingual"].set_index(["term", "level"])["languages"]
    assert alone["mix × query script", "mono × Cyrl"] == "ru"


@pytest.mark.parametrize("cells", [(("mono", "nce"),), ()])
def test_fewer_than_two_trained_variants_have_no_factors(cells: tuple[tuple[str, str], ...]) -> None:
    runs = [run for run in runs_of(cells=cells) if cells or not run.trained]
    table = found(runs)
    assert table.empty
    assert tuple(table.columns) == COLUMNS
