from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from plans import LANGUAGES, make, mix_of
from scipy.stats import chisquare
from small import pairs_table, parallel_pairs

from lingmix.plan import translations
from lingmix.plan.catalogue import catalogue
from lingmix.plan.restrict import restrict
from lingmix.plan.translations import draw_translations

PAIRS = pairs_table(
    [
        *[("all", tag, f"1 {tag}") for tag in LANGUAGES],
        ("two", "de", "2 de"),
        ("two", "fr", "2 fr"),
        ("one", "en", "3 en"),
    ]
)
ALL, ONE, TWO = 0, 1, 2
DE, EN, FR, TH = range(4)


def drawn(rows: list[tuple[int, int]], times: int = 200, **values: Any) -> list[set[int]]:
    """For each (group, query language) every language drawn in many attempts."""
    allowed = restrict(catalogue([PAIRS]), mix_of("hybrid", **values), 1)
    group, query = np.array(rows * times).T
    found = draw_translations(group, query, allowed, np.random.default_rng(3)).reshape(times, len(rows))
    return [set(column.tolist()) for column in found.T]


def test_every_other_language_of_the_group_comes_and_no_other() -> None:
    rows = [(ALL, EN), (TWO, DE), (TWO, FR), (ONE, EN)]
    assert drawn(rows) == [{DE, FR, TH}, {FR}, {DE}, {-1}]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"exclude_languages": ["th"]}, [{DE, FR}, {EN, FR}, {FR}]),
        ({"exclude_pairs": [["en", "de"]]}, [{FR, TH}, {FR, TH}, {FR}]),
        ({"exclude_pairs": [["fr", "de"]]}, [{DE, FR, TH}, {EN, TH}, {-1}]),
        ({"pivot": "en"}, [{DE, FR, TH}, {EN}, {-1}]),
        ({"pivot": "en", "exclude_pairs": [["de", "en"]]}, [{FR, TH}, {-1}, {-1}]),
    ],
)
def test_translations_keep_to_what_the_mix_allows(values: dict[str, Any], expected: list[set[int]]) -> None:
    assert drawn([(ALL, EN), (ALL, DE), (TWO, DE)], **values) == expected


def test_languages_are_drawn_uniformly() -> None:
    allowed = restrict(catalogue([PAIRS]), mix_of("crosslingual"), 1)
    group, query = np.full(9000, ALL), np.full(9000, FR)
    counts = np.bincount(draw_translations(group, query, allowed, np.random.default_rng(0)))
    assert counts[FR] == 0
    assert chisquare(counts[[DE, EN, TH]]).pvalue > 1e-6


def test_the_parts_in_which_rows_are_drawn_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = restrict(catalogue([PAIRS]), mix_of("crosslingual"), 1)
    group, query = np.tile([ALL, TWO, ALL, ONE], 50), np.tile([FR, DE, TH, EN], 50)
    whole = draw_translations(group, query, allowed, np.random.default_rng(0))
    monkeypatch.setattr(translations, "ROWS", 7)
    assert (draw_translations(group, query, allowed, np.random.default_rng(0)) == whole).all()


@pytest.mark.parametrize("kind", ["english", "mixed-monolingual", "monolingual", "crosslingual"])
def test_every_mix_has_translations_and_null_where_there_are_none(kind: str) -> None:
    tables = [parallel_pairs(20, ["de", "en"], "two"), pairs_table([(f"g{n}", "en", f"{n}") for n in range(20)], "one")]
    plan = make(catalogue(tables), kind, steps=50)
    alone = plan["dataset"] == "one"
    assert alone.any() == (kind != "crosslingual")
    assert (plan["translation_lang"].isna() == alone).all()
    assert isinstance(plan["translation_lang"].dtype, pd.CategoricalDtype)
    both = plan[~alone].astype(str)
    assert (both["translation_lang"] == both["query_lang"].map({"de": "en", "en": "de"})).all()
