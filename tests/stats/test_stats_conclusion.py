"""Sentences worked by hand from small tables."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from lingmix.stats.conclusion import conclusion, p_text
from lingmix.stats.effects import EFFECT_COLUMNS, VALUE_COLUMNS

BENCH = {"benchmark": "bench", "metric": "map"}


def value(variant: str, setting: str, value: float, **more: Any) -> dict[str, Any]:
    rest = {"seeds": 3, "groups": 1190, "note": ""}
    return dict.fromkeys(VALUE_COLUMNS) | BENCH | {"variant": variant, "setting": setting, "value": value} | rest | more


def effect(variant: str, reference: str, setting: str, difference: float, **more: Any) -> dict[str, Any]:
    around = {"low": difference - 0.01, "high": difference + 0.01, "p_holm": 0.02, "detectable": 0.015, "family": 2}
    row = {"variant": variant, "reference": reference, "setting": setting, "difference": difference}
    return dict.fromkeys(EFFECT_COLUMNS) | BENCH | row | around | more


VALUES = pd.DataFrame(
    [
        *(value("e.mono.nce", setting, 0.5) for setting in ("monolingual", "crosslingual", "multilingual")),
        *(value("e.cross.nce", setting, 0.6) for setting in ("crosslingual", "multilingual")),
        value("e.cross.nce", "monolingual", 0.4),
        value("e.late.nce", "crosslingual", float("nan"), seeds=1, note="seeds 2, 3 missing"),
    ]
)
EFFECTS = pd.DataFrame(
    [
        effect("e.cross.nce", "e.mono.nce", "monolingual", -0.1),
        effect("e.cross.nce", "e.mono.nce", "crosslingual", 0.1, p_holm=0.0002),
        effect("e.cross.nce", "e.mono.nce", "multilingual", 0.1, p_holm=0.3),
        effect("e.late.nce", "e.mono.nce", "crosslingual", float("nan"), p_holm=float("nan")),
    ]
)


def test_the_best_of_each_setting_and_how_sure_it_is() -> None:
    found = conclusion(VALUES, EFFECTS, {"bench": ["recall@10", "map"]})
    first, second = found["sentences"]
    assert first == (
        "On bench by mAP, of e: mono · nce is best within a language (0.500, +0.100 [+0.090, +0.110] on cross · nce, "
        "p = 0.020). cross · nce is best across languages (0.600, +0.100 [+0.090, +0.110] on mono · nce, p < 0.001); "
        "in one pool of all languages (0.600, +0.100 [+0.090, +0.110] on mono · nce, p = 0.300)."
    )
    assert second == (
        "Of the differences to mono · nce, 1 of 1 within a language, 1 of 1 across languages and 0 of 1 in one pool of "
        "all languages are significant (p < 0.05, Holm), over 3 seeds and 1,190 questions, with which this study would "
        "mostly have seen differences of 0.015 or more."
    )
    assert found["benchmarks"] == {"bench": [first, second]}


def test_a_number_in_a_name_keeps_its_point() -> None:
    found = conclusion(
        VALUES.replace("e.cross.nce", "e.hybrid-alpha0.5.nce"),
        EFFECTS.replace("e.cross.nce", "e.hybrid-alpha0.5.nce"),
        {"bench": ["map"]},
    )
    assert "hybrid-alpha0.5 · nce is best across languages" in found["sentences"][0]


def test_the_smallest_rank_distance_is_best() -> None:
    values = VALUES[VALUES["setting"] == "multilingual"].assign(metric="rank_distance", value=[300.0, 200.0])
    effects = EFFECTS[EFFECTS["setting"] == "multilingual"].assign(metric="rank_distance", difference=-100.0)
    first, _ = conclusion(values, effects, {"bench": ["rank_distance"]})["sentences"]
    assert "cross · nce is best in one pool of all languages (200.0, -100.0 [" in first


def test_one_seed_is_said_and_so_is_nothing() -> None:
    *_, last = conclusion(VALUES.assign(seeds=1), EFFECTS, {"bench": ["map"]})["sentences"]
    assert last.endswith("Other seeds may give something else: with one, nothing is known of them.")
    assert "over 1 seed and" in last
    *_, last = conclusion(VALUES, EFFECTS[:0], {"bench": ["map"]})["sentences"]
    assert last == "Nothing is compared; values are over 3 seeds and 1,190 questions."
    found = conclusion(VALUES.assign(value=float("nan")), EFFECTS, {"bench": ["map"]})
    assert found["sentences"] == ["bench, e: nothing is finished that could be compared."]
    assert conclusion(VALUES[:0], EFFECTS[:0], {"bench": ["map"]})["sentences"] == []


@pytest.mark.parametrize(("p", "text"), [(0.0009, "p < 0.001"), (0.001, "p = 0.001"), (0.5, "p = 0.500")])
def test_p_is_never_zero(p: float, text: str) -> None:
    assert p_text(p) == text
