from __future__ import annotations

import pytest
from small_study import BASELINE, METRICS, RUNS, metrics_of, value

from lingmix.config.study import Run
from lingmix.errors import LingmixError
from lingmix.table.ablation import ablation
from lingmix.table.labels import heading, label
from lingmix.table.pivot import Sheet, sheets


def only(runs: list[Run] = RUNS, value: object = value) -> Sheet:
    (sheet,) = sheets(ablation(metrics_of(runs, value=value), RUNS, BASELINE), METRICS, BASELINE)  # type: ignore[arg-type]
    return sheet


def best(sheet: Sheet, setting: str, metric: str) -> set[tuple[str, str]]:
    (place,) = [n for n, column in enumerate(sheet.columns) if (column.setting, column.metric) == (setting, metric)]
    return {variant[:2] for variant, values in sheet.rows if values[place].best}


def test_columns_are_metrics_within_settings_where_they_mean_something() -> None:
    assert [(column.setting, column.metric) for column in only().columns] == [
        ("monolingual", "map"),
        ("monolingual", "recall@10"),
        ("crosslingual", "map"),
        ("crosslingual", "recall@10"),
        ("multilingual", "map"),
        ("multilingual", "recall@10"),
        ("multilingual", "rank_distance"),
    ]


def test_each_encoders_rows_are_together_with_the_untrained_first() -> None:
    assert [variant[:2] for variant, _ in only().rows] == [
        ("static", "untrained"),
        ("static", "mono"),
        ("static", "cross"),
        ("e5", "untrained"),
        ("e5", "mono"),
        ("e5", "cross"),
    ]


def test_the_best_is_found_within_each_encoder() -> None:
    sheet = only(value=lambda run, metric: value(run, metric) * (0.1 if run.encoder == "e5" else 1))
    assert best(sheet, "monolingual", "map") == {("static", "cross"), ("e5", "cross")}


def test_lower_is_better_for_rank_distance() -> None:
    # 1000 × (1 − quality): the best mix has the smallest
    assert best(only(), "multilingual", "rank_distance") == {("static", "cross"), ("e5", "cross")}


def test_values_that_print_alike_are_best_together() -> None:
    near = {"mono": 0.60004, "cross": 0.59996, None: 0.1}
    sheet = only(value=lambda run, metric: near[run.mix])
    assert best(sheet, "monolingual", "map") == {(e, m) for e in ("static", "e5") for m in ("mono", "cross")}


def test_values_that_print_differently_are_not_best_together() -> None:
    near = {"mono": 0.6004, "cross": 0.6006, None: 0.1}
    assert best(only(value=lambda run, metric: near[run.mix]), "monolingual", "map") == {
        ("static", "cross"),
        ("e5", "cross"),
    }


def test_an_unfinished_variant_is_a_dash_and_never_the_best() -> None:
    sheet = only([run for run in RUNS if run != Run("static", "cross", "nce", None, 3)])
    row = dict(sheet.rows)["static", "cross", "nce", "none"]
    assert {found.text() for found in row} == {"–"}
    assert best(sheet, "monolingual", "map") == {("static", "mono"), ("e5", "cross")}
    assert any("Not finished: 1 of 6 variants." in note for note in sheet.notes("in bold"))


def test_a_value_with_nothing_to_compare_it_with_is_not_marked() -> None:
    sheet = only([run for run in RUNS if run.encoder != "static" or run.mix == "mono"])
    assert best(sheet, "monolingual", "map") == {("e5", "cross")}


def test_values_print_with_their_deviation_where_there_are_seeds() -> None:
    rows = dict(only().rows)
    assert rows["static", "mono", "nce", "none"][0].text() == "0.410 ± 0.010"
    assert rows["e5", "untrained", "untrained", "untrained"][0].text() == "0.100"
    assert rows["static", "mono", "nce", "none"][-1].text() == "590.0 ± 10.0"


def test_notes_say_seeds_queries_and_baseline() -> None:
    notes = " ".join(only().notes("in bold"))
    assert "over 3 seeds" in notes
    assert "monolingual 8, crosslingual 4, multilingual 8" in notes
    assert "mono mix, nce objective" in notes
    assert "Not finished" not in notes


def test_every_benchmark_has_a_sheet() -> None:
    table = ablation(metrics_of(benchmarks=("b", "a")), RUNS, BASELINE)
    assert [sheet.benchmark for sheet in sheets(table, ["map"])] == ["b", "a"]


def test_an_unknown_metric_is_named() -> None:
    with pytest.raises(LingmixError, match=r"unknown metric 'mrr@10'"):
        sheets(ablation(metrics_of(), RUNS, BASELINE), ["mrr@10"])


def test_labels_are_those_people_write() -> None:
    assert [label(name) for name in ("map", "map@20", "recall@10", "ndcg@10", "rank_distance")] == [
        "mAP",
        "mAP@20",
        "R@10",
        "nDCG@10",
        "rank distance",
    ]
    assert heading("rank_distance") == "rank distance ↓"
    assert heading("map") == "mAP"
