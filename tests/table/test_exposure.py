"""Four languages; ``few`` is trained on pairs of de, en and zh-Hant with en between them, ``one`` on de alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pandas as pd
import pytest

from lingmix.config.study import Run
from lingmix.table.ablation import ablation
from lingmix.table.exposure import COLUMNS, exposure_table
from lingmix.table.exposure_sheets import exposure_sheets
from lingmix.table.render import exposure_markdown
from lingmix.table.seen import Seen
from lingmix.table.terminal import show_exposure

LANGUAGES = ("de", "en", "th", "zh-Hant")
BASELINE = ("one", "nce", "none")
UNTRAINED = [Run("e5", None, None, None, None)]
ONE = [Run("e5", "one", "nce", None, seed) for seed in (1, 2)]
FEW = [Run("e5", "few", "nce", None, seed) for seed in (1, 2)]
RUNS = [*UNTRAINED, *ONE, *FEW]
SEEN = {
    "one": Seen(frozenset({"de"}), frozenset()),
    "few": Seen(frozenset({"de", "en", "zh-Hant"}), frozenset({frozenset({"de", "en"}), frozenset({"en", "zh-Hant"})})),
}
BY_RUN = {run.id: SEEN[run.mix] for run in RUNS if run.mix}
Value = Callable[[Run, str, str], float]


def value(run: Run, query: str, passage: str) -> float:
    """Untrained 0.1; ``one`` 0.2; ``few`` 0.8 for de→en, else 0.4, and 0.02 more with seed 2; zh-Hant→de 0.1 more."""
    if run.mix == "few":
        found = (0.8 if (query, passage) == ("de", "en") else 0.4) + 0.02 * ((run.seed or 1) - 1)
    else:
        found = 0.2 if run.mix else 0.1
    return found + 0.1 * ((query, passage) == ("zh-Hant", "de"))


def metrics_of(runs: Sequence[Run] = RUNS, value: Value = value) -> pd.DataFrame:
    """Nothing in German answers Thai queries."""
    cells = [("monolingual" if q == p else "crosslingual", q, p) for q in LANGUAGES for p in LANGUAGES]
    cells += [("crosslingual", q, "macro") for q in LANGUAGES] + [("crosslingual", "macro", "macro")]
    cells += [("multilingual", q, "all") for q in LANGUAGES] + [("multilingual", "macro", "all")]
    return pd.DataFrame(
        {
            **run.axes,
            "benchmark": "bench",
            "setting": setting,
            "query_lang": query,
            "passage_lang": passage,
            "metric": "map",
            "value": math.nan if (query, passage) == ("th", "de") else value(run, query, passage),
            "queries": 0 if (query, passage) == ("th", "de") else 5,
        }
        for run in runs
        for setting, query, passage in cells
    )


def found(
    metrics: pd.DataFrame | None = None, baseline: Sequence[str] | None = BASELINE, runs: Sequence[Run] = RUNS
) -> pd.DataFrame:
    metrics = metrics_of() if metrics is None else metrics
    return exposure_table(ablation(metrics, runs, baseline, seen=BY_RUN), metrics, baseline)


def row(table: pd.DataFrame, mix: str, setting: str, exposure: str) -> pd.Series:
    one = table[(table[["mix", "setting", "exposure"]] == [mix, setting, exposure]).all(axis=1)]
    assert len(one) == 1
    return one.iloc[0]


def test_the_ablation_table_says_the_exposure_of_each_pair() -> None:
    table = ablation(metrics_of(), RUNS, BASELINE, seen=BY_RUN)
    few = table[table["mix"] == "few"].set_index(["query_lang", "passage_lang"])["exposure"]
    assert few["en", "de"] == few["zh-Hant", "en"] == "seen pair"
    assert few["zh-Hant", "de"] == "unseen pair"
    assert few["th", "de"] == few["th", "th"] == few["th", "all"] == "unseen language"
    assert few["de", "de"] == few["de", "all"] == "seen language"
    assert few["de", "macro"] == few["macro", "all"] == ""
    one = table[table["mix"] == "one"].set_index(["query_lang", "passage_lang"])["exposure"]
    assert one["en", "de"] == "unseen language"
    assert set(table.loc[table["mix"] == "untrained", "exposure"]) == {""}


def test_without_summaries_there_is_no_exposure() -> None:
    table = ablation(metrics_of(), RUNS, BASELINE)
    assert set(table["exposure"]) == {""}
    assert exposure_table(table, metrics_of(), BASELINE).empty


def test_a_row_is_the_mean_over_its_pairs_worked_out_by_hand() -> None:
    table = found()
    # de→en 0.8, en→de, en→zh-Hant and zh-Hant→en 0.4
    seen = row(table, "few", "crosslingual", "seen pair")
    assert seen["pairs"] == 4
    assert seen["mean"] == pytest.approx((0.50 + 0.52) / 2)
    assert seen["sd"] == pytest.approx(0.02 / math.sqrt(2))
    assert (seen["seeds"], seen["seeds_planned"]) == (2, 2)
    # de→zh-Hant 0.4, zh-Hant→de 0.5, and the same 0.1 more in the baseline and the untrained encoder
    unseen = row(table, "few", "crosslingual", "unseen pair")
    assert unseen["pairs"] == 2
    assert unseen["mean"] == pytest.approx((0.45 + 0.47) / 2)
    assert unseen["baseline"] == pytest.approx(0.25)
    assert unseen["difference"] == pytest.approx(0.21)
    assert unseen["untrained"] == pytest.approx(0.15)
    # th with de, en, zh-Hant, both ways, but th→de has no queries
    assert row(table, "few", "crosslingual", "unseen language")["pairs"] == 5
    assert row(table, "few", "monolingual", "seen language")["pairs"] == 3
    assert row(table, "few", "multilingual", "unseen language")["pairs"] == 1


def test_the_baseline_is_averaged_over_the_pairs_of_the_row_and_not_over_its_own() -> None:
    table = found()
    # to the baseline every crosslingual pair is of an unseen language: 10 of 0.2 and one of 0.3
    own = row(table, "one", "crosslingual", "unseen language")
    assert own["pairs"] == 11
    assert own["mean"] == pytest.approx(2.3 / 11)
    assert own["difference"] == pytest.approx(0)
    assert row(table, "few", "crosslingual", "seen pair")["baseline"] == pytest.approx(0.2)


def test_untrained_encoders_have_no_rows_and_the_order_is_that_of_the_study() -> None:
    table = found(metrics_of(list(reversed(RUNS))))
    assert tuple(table.columns) == COLUMNS
    assert list(dict.fromkeys(table["mix"])) == ["one", "few"]
    few = table[table["mix"] == "few"]
    assert list(zip(few["setting"], few["exposure"], strict=True)) == [
        ("monolingual", "seen language"),
        ("monolingual", "unseen language"),
        ("crosslingual", "seen pair"),
        ("crosslingual", "unseen pair"),
        ("crosslingual", "unseen language"),
        ("multilingual", "seen language"),
        ("multilingual", "unseen language"),
    ]


@pytest.mark.parametrize("way", ["no run", "no row", "no value"])
def test_a_pair_without_a_value_of_one_seed_leaves_no_mean(way: str) -> None:
    metrics = metrics_of([run for run in RUNS if run != FEW[1]] if way == "no run" else RUNS)
    gap = (metrics["mix"] == "few") & (metrics["seed"] == 2) & (metrics["query_lang"] == "en")
    gap &= metrics["passage_lang"] == "de"
    if way == "no row":
        metrics = metrics[~gap]
    metrics.loc[gap, "value"] = math.nan
    table = found(metrics)
    short = row(table, "few", "crosslingual", "seen pair")
    assert short[["mean", "sd", "difference"]].isna().all()
    assert short["pairs"] == 4
    assert short["baseline"] == pytest.approx(0.2)
    assert short["seeds"] == (2 if way == "no value" else 1)
    whole = row(table, "few", "crosslingual", "unseen pair")
    assert math.isnan(whole["mean"]) == (way == "no run")


def test_a_variant_that_has_not_begun_has_its_rows() -> None:
    table = found(metrics_of([*UNTRAINED, *ONE]))
    row_ = row(table, "few", "crosslingual", "unseen language")
    assert (row_["pairs"], row_["seeds"], row_["seeds_planned"]) == (5, 0, 2)
    assert math.isnan(row_["mean"])
    assert row_["untrained"] == pytest.approx(0.1)


def test_what_has_finished_has_its_rows_before_what_comes_first() -> None:
    table = found(metrics_of(FEW))
    row_ = row(table, "few", "crosslingual", "seen pair")
    assert (row_["pairs"], row_["mean"]) == (4, pytest.approx(0.51))
    assert row_[["baseline", "difference", "untrained"]].isna().all()
    assert row(table, "one", "crosslingual", "unseen language")["pairs"] == 11


def test_a_baseline_that_lacks_a_pair_leaves_no_difference() -> None:
    metrics = metrics_of()
    gap = (metrics["mix"] == "one") & (metrics["query_lang"] == "en") & (metrics["passage_lang"] == "de")
    metrics.loc[gap & (metrics["seed"] == 1), "value"] = math.nan
    short = row(found(metrics), "few", "crosslingual", "seen pair")
    assert short["mean"] == pytest.approx(0.51)
    assert short[["baseline", "difference"]].isna().all()
    assert row(found(metrics), "few", "crosslingual", "unseen pair")["difference"] == pytest.approx(0.21)


def test_markdown_has_a_table_for_each_setting_of_pairs() -> None:
    lines = exposure_markdown(found(), ["map"], study="tiny").splitlines()
    assert [line for line in lines if line.startswith("#")] == [
        "# tiny: by exposure",
        "## bench: monolingual mAP",
        "## bench: crosslingual mAP",
    ]
    assert "| encoder | mix | objective | exposure | pairs | mAP | baseline | difference | untrained |" in lines
    assert "| e5 | few | nce | unseen pair | 2 | 0.460 ± 0.014 | 0.250 | +0.210 | 0.150 |" in lines
    assert "| e5 | one | nce | unseen language | 11 | 0.209 ± 0.000 | 0.209 | 0.000 | 0.109 |" in lines
    assert any("compare a row with the baseline" in line for line in lines)


def test_columns_without_anything_to_compare_with_are_left_out() -> None:
    runs = [*ONE, *FEW]
    (_, sheet) = exposure_sheets(found(metrics_of(runs), None, runs), ["map"])
    assert sheet.heads == ("encoder", "mix", "objective", "exposure", "pairs", "mAP")


def test_differences_below_what_is_printed_have_no_sign() -> None:
    table = found(metrics_of(value=lambda run, *_: 0.5 - 0.0001 * (run.mix == "few")))
    (_, sheet) = exposure_sheets(table, ["map"])
    assert {line[sheet.heads.index("difference")] for line in sheet.rows} == {"0.000"}
    table = found(metrics_of(value=lambda run, *_: 0.5 - 0.1 * (run.mix == "few")))
    (_, sheet) = exposure_sheets(table, ["map"])
    assert {line[-2] for line in sheet.rows if line[1] == "few"} == {"-0.100"}


def test_the_terminal_shows_settings_whose_rows_differ_in_exposure(capsys: pytest.CaptureFixture[str]) -> None:
    show_exposure(found(), ["map"])
    out = capsys.readouterr().out
    assert "bench: crosslingual, by exposure" in out
    assert "0.460 ± 0.014" in out
    assert "compare a row with" in out
    alike = found()
    show_exposure(alike[alike["exposure"] == "unseen language"], ["map"])
    assert capsys.readouterr().out == ""
