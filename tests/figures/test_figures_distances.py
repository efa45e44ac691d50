"""Rank distances: their mean by variant and language, and their distribution."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from figure_study import NO_VALUES, encodings, spec

from lingmix.config.study import Run
from lingmix.figures.drawn import bias, distances
from lingmix.figures.quantiles import COLUMNS, SHARES, distance_quantiles, rank_distances
from lingmix.table.ablation import ablation

BENCH = "bench/test"
RUNS = [Run("static", None, None, None, 1), *(Run("static", mix, "nce", None, 1) for mix in ("mono", "cross"))]
LEVEL = {None: 300.0, "mono": 200.0, "cross": 100.0}


def ranks(*distance: int) -> pd.DataFrame:
    """Queries with two relevant passages so far apart; pools of one language do not count."""
    rows = [
        (group, "en", pool, rank)
        for group, gap in enumerate(distance)
        for pool, rank in (("all", 3), ("all", 3 + gap), ("de", 99))
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def table(finished: Sequence[Run] = RUNS) -> pd.DataFrame:
    rows = [
        {**run.axes, "benchmark": BENCH, "setting": "multilingual", "query_lang": lang, "passage_lang": "all"}
        | {"metric": "rank_distance", "value": LEVEL[run.mix] + more, "queries": 4}
        for run in finished
        for lang, more in (("macro", 0.0), ("de", 50.0), ("en", -50.0))
    ]
    return ablation(pd.DataFrame(rows), RUNS, None)


def test_a_distance_is_the_highest_minus_the_lowest_rank_in_the_pool_of_all() -> None:
    one = [("a", "de", "all", rank) for rank in (2, 9, 5)]
    other = [("a", "en", "all", rank) for rank in (1, 2)]
    rest = [("b", "de", "all", 7), ("a", "de", "de", 1), ("a", "de", "en", 500)]
    frame = pd.DataFrame([*one, *other, *rest], columns=list(COLUMNS))
    assert rank_distances(frame).tolist() == [1, 7]  # b has one passage, and no distance


def test_quantiles_are_over_the_queries_of_all_seeds_and_bounded() -> None:
    files = {"1": ranks(*range(1000)), "2": ranks(*range(1000, 2000)), "3": ranks()}
    runs = [
        Run("static", "mono", "nce", None, 1),
        Run("static", "mono", "nce", None, 2),
        Run("static", "x", "nce", None, 1),
    ]
    found = distance_quantiles(runs, [Path(name) for name in files], lambda path, _: files[str(path)])
    assert set(found["mix"]) == {"mono"}
    assert found["share"].tolist() == SHARES.tolist()
    # half of 0 … 1999 do not exceed 999
    assert found.loc[found["share"] == 0.5, "distance"].tolist() == [999]
    assert found["distance"].iloc[[0, -1]].tolist() == [0, 1999]


def quantiles(mixes: Sequence[str], objectives: Sequence[str]) -> pd.DataFrame:
    runs = [RUNS[0], *(Run("static", mix, objective, None, 1) for mix in mixes for objective in objectives)]
    return distance_quantiles(runs, [Path("x")] * len(runs), lambda path, _: ranks(0, 10, 100))


def test_each_mix_has_a_panel_with_the_untrained_encoder_in_it() -> None:
    rows = distances.lines(quantiles(["mono", "cross"], ["nce", "margin"]))
    found = rows.groupby(["panel", "series"], sort=False).size()
    assert found.index.tolist() == [
        (panel, one) for panel in ("mono", "cross") for one in ("untrained", "nce", "margin")
    ]
    assert (found == len(SHARES)).all()


def test_mixes_share_a_panel_where_nothing_else_differs() -> None:
    rows = distances.lines(quantiles(["mono", "cross"], ["nce"]))
    assert list(dict.fromkeys(rows["series"])) == ["untrained", "mono", "cross"]
    assert list(dict.fromkeys(rows["panel"])) == ["nce"]


def test_the_distribution_has_units_and_is_none_without_queries() -> None:
    chart = spec(distances.draw(quantiles(["mono"], ["nce"]), BENCH))
    assert encodings(chart, "x")[0]["title"] == "rank distance (ranks)"
    assert encodings(chart, "y")[0]["scale"]["domain"] == [0, 1]
    assert np.isin([0, 10, 100], [row["distance"] for row in chart["data"]["values"]]).all()
    empty = distance_quantiles(RUNS, [Path("x")] * 3, lambda path, _: ranks())
    assert distances.draw(empty, BENCH) is None


def test_bars_are_means_over_languages_and_ticks_each_language() -> None:
    bars, ticks = bias.bias(table(), NO_VALUES, BENCH)
    assert bars[["name", "mean"]].values.tolist() == [["untrained", 300.0], ["mono", 200.0], ["cross", 100.0]]
    assert ticks.values.tolist()[:2] == [["untrained", "de", 350.0], ["untrained", "en", 250.0]]
    assert encodings(spec(bias.draw(table(), NO_VALUES, BENCH)), "x")[0]["scale"]["zero"] is True


def test_a_missing_bar_is_null_and_all_missing_is_no_figure() -> None:
    chart = spec(bias.draw(table(RUNS[:2]), NO_VALUES, BENCH))
    values = chart["layer"][0]["data"]["values"] if "data" in chart["layer"][0] else chart["data"]["values"]
    assert [row["mean"] for row in values] == [300, 200, None]
    assert bias.draw(table().assign(mean=float("nan")), NO_VALUES, BENCH) is None
