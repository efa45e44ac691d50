from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from small_study import BASELINE, CELLS, RUNS, metrics_of

from lingmix.config.study import AXES, Run
from lingmix.errors import LingmixError
from lingmix.store import read_table, write_table
from lingmix.table.ablation import COLUMNS, ablation, macro, macro_csv


def cell(table: pd.DataFrame, variant: tuple[str, ...], pair: tuple[str, str] = ("de", "de")) -> pd.Series:
    """The row of a variant, named without its augmentation where that is none."""
    last = "untrained" if "untrained" in variant else "none"
    keys = [*AXES, "query_lang", "passage_lang", "metric"]
    found = table[(table[keys] == [*variant, *[last] * (4 - len(variant)), *pair, "map"]).all(axis=1)]
    assert len(found) == 1
    return found.iloc[0]


def test_mean_and_sample_deviation_are_those_worked_out_by_hand() -> None:
    row = cell(ablation(metrics_of(), RUNS, BASELINE), ("static", "mono", "nce"))
    assert row["mean"] == pytest.approx((0.40 + 0.41 + 0.42) / 3)
    assert row["sd"] == pytest.approx(0.01)  # sqrt((0.01² + 0 + 0.01²) / (3 − 1))
    assert (row["seeds"], row["seeds_planned"], row["queries"]) == (3, 3, 4)


def test_a_missing_seed_gives_no_partial_average() -> None:
    gone = Run("static", "cross", "nce", None, 2)
    row = cell(ablation(metrics_of([run for run in RUNS if run != gone]), RUNS, BASELINE), ("static", "cross", "nce"))
    assert math.isnan(row["mean"])
    assert math.isnan(row["sd"])
    assert math.isnan(row["difference"])
    assert (row["seeds"], row["seeds_planned"]) == (2, 3)


def test_a_value_that_one_seed_lacks_gives_no_partial_average() -> None:
    metrics = metrics_of()
    metrics.loc[(metrics["mix"] == "cross") & (metrics["seed"] == 2), "value"] = math.nan
    row = cell(ablation(metrics, RUNS, BASELINE), ("static", "cross", "nce"))
    assert math.isnan(row["mean"])
    assert math.isnan(row["sd"])


def test_a_variant_without_any_finished_run_has_all_its_rows() -> None:
    table = ablation(metrics_of([run for run in RUNS if run.mix != "cross"]), RUNS, BASELINE)
    missing = table[table["mix"] == "cross"]
    assert len(missing) == 2 * len(table[(table["mix"] == "mono") & (table["encoder"] == "e5")])
    assert missing["mean"].isna().all()
    assert (missing["seeds"] == 0).all()
    assert (missing["queries"] == 0).all()


def test_an_encoder_without_a_seed_counts_as_one_and_has_no_deviation() -> None:
    row = cell(ablation(metrics_of(), RUNS, BASELINE), ("e5", "untrained", "untrained"))
    assert row["mean"] == pytest.approx(0.1)
    assert math.isnan(row["sd"])
    assert (row["seeds"], row["seeds_planned"]) == (1, 1)


def test_files_with_and_without_a_seed_join_to_the_same_table(tmp_path: Path) -> None:
    files = [tmp_path / f"{run.id}.parquet" for run in RUNS]
    for run, file in zip(RUNS, files, strict=True):
        write_table(metrics_of([run]), file)
    joined = pd.concat([read_table(file) for file in files], ignore_index=True)
    pd.testing.assert_frame_equal(ablation(joined, RUNS, BASELINE), ablation(metrics_of(), RUNS, BASELINE))


def test_a_pair_without_queries_stays_missing_and_is_not_zero() -> None:
    row = cell(ablation(metrics_of(), RUNS, BASELINE), ("static", "mono", "nce"), ("en", "de"))
    assert math.isnan(row["mean"])
    assert (row["seeds"], row["queries"]) == (3, 0)


def test_differences_are_taken_within_each_encoder() -> None:
    metrics = metrics_of()
    metrics.loc[metrics["encoder"] == "e5", "value"] *= 2
    table = ablation(metrics, RUNS, BASELINE)
    assert cell(table, ("static", "cross", "nce"))["difference"] == pytest.approx(0.2)
    assert cell(table, ("e5", "cross", "nce"))["difference"] == pytest.approx(0.4)
    assert cell(table, ("e5", "mono", "nce"))["difference"] == 0
    assert cell(table, ("static", "untrained", "untrained"))["difference"] == pytest.approx(-0.3)


def test_without_a_baseline_there_are_no_differences() -> None:
    assert ablation(metrics_of(), RUNS, None)["difference"].isna().all()


def test_rows_follow_the_study_and_keep_every_language_pair() -> None:
    table = ablation(metrics_of(list(reversed(RUNS))), RUNS, None)
    variants = list(dict.fromkeys(table[list(AXES)].itertuples(index=False, name=None)))
    assert variants == list(dict.fromkeys(tuple(run.axes[axis] for axis in AXES) for run in RUNS))
    first = table[(table["encoder"] == "static") & (table["mix"] == "mono") & (table["metric"] == "map")]
    assert list(zip(first["setting"], first["query_lang"], first["passage_lang"], strict=True)) == [
        found[:3] for found in CELLS
    ]
    assert tuple(table.columns) == COLUMNS


def test_macro_keeps_only_means_over_all_languages() -> None:
    means = macro(ablation(metrics_of(), RUNS, BASELINE))
    assert len(means) == 6 * (2 * 3 + 1)  # variants × (two metrics in three settings, one in one)
    assert not {"query_lang", "passage_lang", "exposure"} & set(means.columns)
    assert (means.loc[means["setting"] == "crosslingual", "queries"] == 4).all()


def test_metrics_of_runs_outside_the_study_are_ignored() -> None:
    foreign = [Run("static", "mono", "nce", None, 99), Run("other", "mono", "nce", None, 1)]
    pd.testing.assert_frame_equal(
        ablation(metrics_of([*RUNS, *foreign]), RUNS, BASELINE), ablation(metrics_of(), RUNS, BASELINE)
    )


def test_a_value_that_is_there_twice_is_an_error() -> None:
    with pytest.raises(LingmixError, match=r"two values of encoder static, mix mono"):
        ablation(metrics_of([*RUNS, Run("static", "mono", "nce", None, 2)]), RUNS, BASELINE)


def test_a_benchmark_that_no_run_has_finished_is_there_without_values() -> None:
    wanted = [("crosslingual", "accuracy"), ("multilingual", "map")]
    table = macro(ablation(metrics_of(), RUNS, BASELINE, {"later": wanted}))
    later = table[table["benchmark"] == "later"]
    variants = len({run.id.rpartition(".s")[0] or run.id for run in RUNS})
    assert list(later[["setting", "metric"]].itertuples(index=False, name=None)) == wanted * variants
    assert later["mean"].isna().all()
    assert (later["seeds"] == 0).all()
    assert (later["seeds_planned"] > 0).all()


@pytest.mark.parametrize("augmentation", [None, "switched"])
def test_differences_are_to_the_baselines_augmentation(augmentation: str | None) -> None:
    added = {None: 0.0, "switched": 0.05, "doubled": 0.2}
    runs = [Run("static", "mono", "nce", name, 1) for name in added]
    metrics = metrics_of(runs, value=lambda run, _: 0.4 + added[run.augmentation])
    table = ablation(metrics, runs, ("mono", "nce", augmentation or "none"))
    for name in added:
        row = cell(table, ("static", "mono", "nce", name or "none"))
        assert row["mean"] == pytest.approx(0.4 + added[name])
        assert row["difference"] == pytest.approx(added[name] - added[augmentation])


def test_every_table_says_the_augmentation() -> None:
    table = ablation(metrics_of(), RUNS, BASELINE)
    found = table[["mix", "augmentation"]].drop_duplicates().itertuples(index=False, name=None)
    assert set(found) == {("untrained", "untrained"), ("mono", "none"), ("cross", "none")}
    assert macro_csv(table).startswith("encoder,mix,objective,augmentation,benchmark,setting,metric,mean,sd,difference")
