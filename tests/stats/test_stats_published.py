from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lingmix.config.published import Tolerance
from lingmix.metrics.measure import SETTINGS, parse
from lingmix.stats.published import COLUMNS, published, reproduction

OURS = pd.DataFrame(
    [
        ("ours", "hybrid", "xquad-r/test", "monolingual", "macro", "macro", "map", 0.803),
        ("ours", "hybrid", "xquad-r/test", "crosslingual", "macro", "macro", "map", 0.680),
        ("ours", "hybrid", "xquad-r/test", "multilingual", "macro", "all", "map", 0.500),
        ("ours", "hybrid", "xquad-r/test", "multilingual", "macro", "all", "rank_distance", 300.0),
        ("ours", "hybrid", "xquad-r/test", "crosslingual", "ar", "macro", "map", 0.5),
        ("ours", "hybrid", "xquad-r/test", "crosslingual", "ar", "de", "map", 0.9),
        ("ours", "monolingual", "xquad-r/test", "monolingual", "macro", "macro", "map", np.nan),
        ("another", "hybrid", "xquad-r/test", "monolingual", "macro", "macro", "map", 0.798),
    ],
    columns=["encoder", "mix", "benchmark", "setting", "query_lang", "passage_lang", "metric", "mean"],
)


def found(tolerance: Tolerance | None = None) -> pd.DataFrame:
    return reproduction(OURS, {"ours": "xlm-r"}, {"xquad-r/test": "xquad-r"}, tolerance=tolerance)


def one(table: pd.DataFrame, mix: str, setting: str, query_lang: str, metric: str) -> pd.Series:
    row = table[
        (table["mix"] == mix)
        & (table["setting"] == setting)
        & (table["query_lang"] == query_lang)
        & (table["metric"] == metric)
    ]
    assert len(row) == 1
    return row.iloc[0]


def test_the_figures_are_whole_and_in_range() -> None:
    table = published()
    assert tuple(table.columns) == COLUMNS
    assert len(table) == 664
    assert not table.duplicated([name for name in COLUMNS if name != "value"]).any()
    assert set(table["setting"]) <= set(SETTINGS)
    assert {metric for metric in table["metric"].unique() if parse(metric)} == set(table["metric"])
    shares = table.loc[table["metric"] != "rank_distance", "value"]
    assert shares.between(0, 1).all()
    assert set(table["source"]) == {"2408.10536", "2004.05484"}
    # the abstract's own comparison, table 1 of 2408.10536
    hybrid = table[(table["encoder"] == "xlm-r") & (table["mix"] == "hybrid") & (table["query_language"] == "macro")]
    assert hybrid.loc[(hybrid["dataset"] == "xquad-r") & (hybrid["metric"] == "map"), "value"].tolist() == [
        0.798,
        0.705,
        0.593,
    ]


def test_macro_values_are_the_means_of_their_languages() -> None:
    table = published()
    keys = ["source", "encoder", "mix", "dataset", "setting", "metric"]
    each = table[table["query_language"] != "macro"].groupby(keys)["value"].mean()
    macro = table[table["query_language"] == "macro"].set_index(keys)["value"]
    both = pd.concat([each.rename("each"), macro.rename("macro")], axis=1, join="inner")
    assert len(both) > 40
    # of rounded values
    allowed = np.where(both.index.get_level_values("metric") == "rank_distance", 1.0, 0.0015)
    assert ((both["each"] - both["macro"]).abs() <= allowed).mean() > 0.9


def test_verdicts() -> None:
    table = found()
    row = one(table, "hybrid", "monolingual", "macro", "map")
    assert (row["published"], row["ours"], row["verdict"]) == (0.798, 0.803, "OK")
    assert row["difference"] == pytest.approx(0.005)
    assert one(table, "hybrid", "crosslingual", "macro", "map")["verdict"] == "near"
    assert one(table, "hybrid", "multilingual", "macro", "map")["verdict"] == "off"
    ranks = one(table, "hybrid", "multilingual", "macro", "rank_distance")
    assert ranks["tolerance"] == pytest.approx(0.05 * 286.6)
    assert ranks["verdict"] == "OK"
    # beside a query language stands the mean over passage languages
    assert one(table, "hybrid", "crosslingual", "ar", "map")["ours"] == 0.5
    for mix in ("monolingual", "crosslingual"):
        assert one(table, mix, "monolingual", "macro", "map")["verdict"] == "missing"
    assert set(table["encoder"]) == {"ours"}
    assert set(table["benchmark"]) == {"xquad-r/test"}


def test_the_tolerance_decides_and_its_edge_is_in() -> None:
    assert one(found(Tolerance(share=0.005)), "hybrid", "monolingual", "macro", "map")["verdict"] == "OK"
    assert one(found(Tolerance(share=0.004)), "hybrid", "monolingual", "macro", "map")["verdict"] == "near"
    assert one(found(Tolerance(share=0.001)), "hybrid", "monolingual", "macro", "map")["verdict"] == "off"


def test_names_of_the_study_may_be_its_own() -> None:
    table = OURS.assign(mix=OURS["mix"].replace("hybrid", "half"))
    ours = reproduction(table, {"ours": "xlm-r"}, {"xquad-r/test": "xquad-r"}, {"half": "hybrid"})
    assert set(ours["mix"]) == {"half"}
    assert one(ours, "half", "monolingual", "macro", "map")["verdict"] == "OK"
    assert len(reproduction(table, {}, {})) == 0
