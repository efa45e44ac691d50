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


def test_a_fact_a_sentence_best_how_sure_and_what_cannot_be_told() -> None:
    found = conclusion(VALUES, EFFECTS, {"bench": ["recall@10", "map"]})
    assert found["sentences"] == [
        "2 ways (mix · objective) to train the encoder e were tested on bench by mAP (higher is better).",
        "Each was compared with mono · nce, the baseline.",
        "Within a language, mono · nce is best with 0.500: 0.100 more than cross · nce (95 % interval 0.090 to 0.110; "
        "p = 0.020).",
        "Across languages, cross · nce is best with 0.600: 0.100 more than the baseline (95 % interval 0.090 to 0.110; "
        "p < 0.001).",
        "In one pool of all languages, cross · nce is best with 0.600: 0.100 more than the baseline (95 % interval "
        "0.090 to 0.110; p = 0.300).",
        "Within a language and across languages, the difference to the baseline is significant.",
        "In one pool of all languages, the difference to the baseline is not significant; this study cannot tell (it "
        "may well miss true ones of up to 0.015).",
        "Significant is p < 0.05, corrected for all comparisons of a setting (Holm), over 3 seeds and 1,190 questions.",
    ]
    assert found["benchmarks"] == {"bench": found["sentences"]}


def many(**columns: list[Any]) -> list[str]:
    """Sentences of four variants across languages, compared with the first."""
    names = ["mono", "a", "b", "c"]
    values = pd.DataFrame(
        [value(f"e.{name}.nce", "crosslingual", 0.5 + 0.1 * place) for place, name in enumerate(names)]
    )
    effects = pd.DataFrame(
        [
            effect(f"e.{name}.nce", "e.mono.nce", "crosslingual", 0.1 * place)
            for place, name in enumerate(names)
            if place
        ]
    )
    return conclusion(values, effects.assign(**columns), {"bench": ["map"]})["sentences"]


def test_what_is_open_is_told_from_what_is_too_small_to_matter() -> None:
    # what could have been seen counts where it is open only
    *_, counted, tested, _ = many(
        p_holm=[0.2, 0.01, 0.6], equivalent=[False, False, True], detectable=[0.025, 0.09, 0.001]
    )
    assert counted == (
        "Across languages, 1 of 3 differences to the baseline is significant; 1 is too small to matter; of the other 1 "
        "this study cannot tell (it may well miss true ones of up to 0.025)."
    )
    assert tested == ("Differences between the other variants were not tested, so which of those is best is not sure.")
    assert "Across languages, all 3 differences to the baseline are significant." in many(p_holm=[0.01] * 3)
    # a p that could not be computed is not significant
    assert (
        "none of the 3 differences to the baseline is significant; this study cannot tell"
        in many(p_holm=[float("nan")] * 3)[-3]
    )


def test_a_number_in_a_name_keeps_its_point() -> None:
    found = conclusion(
        VALUES.replace("e.cross.nce", "e.hybrid-alpha0.5.nce"),
        EFFECTS.replace("e.cross.nce", "e.hybrid-alpha0.5.nce"),
        {"bench": ["map"]},
    )
    assert "hybrid-alpha0.5 · nce is best" in found["sentences"][3]


def test_the_smallest_rank_distance_is_best() -> None:
    values = VALUES[VALUES["setting"] == "multilingual"].assign(metric="rank_distance", value=[300.0, 200.0])
    effects = EFFECTS[EFFECTS["setting"] == "multilingual"].assign(
        metric="rank_distance", difference=-100.0, low=-120.0, high=10.0
    )
    first, _, second, *_ = conclusion(values, effects, {"bench": ["rank_distance"]})["sentences"]
    assert first.endswith("by rank distance (lower is better).")
    # an interval that holds 0 keeps the sign of its other end
    assert "cross · nce is best with 200.0: 100.0 less than the baseline (95 % interval −10.0 to 120.0" in second


def test_one_seed_is_said_and_so_is_nothing() -> None:
    *_, basis, last = conclusion(VALUES.assign(seeds=1), EFFECTS, {"bench": ["map"]})["sentences"]
    assert last == "With one seed, nothing is known of other seeds."
    assert "over 1 seed and" in basis
    *_, nothing, last = conclusion(VALUES, EFFECTS[:0], {"bench": ["map"]})["sentences"]
    assert nothing == "Nothing was compared, so how sure this is cannot be said."
    assert last == "Values are over 3 seeds and 1,190 questions."
    found = conclusion(VALUES.assign(value=float("nan")), EFFECTS, {"bench": ["map"]})
    assert found["sentences"] == ["bench, e: nothing is finished that could be compared."]
    assert conclusion(VALUES[:0], EFFECTS[:0], {"bench": ["map"]})["sentences"] == []


def test_a_metric_without_values_per_query_is_said_to_have_none() -> None:
    found = conclusion(VALUES, EFFECTS, {"bitext": ["margin_f1"], "bench": ["margin_f1", "map"]})
    assert found["benchmarks"]["bitext"] == [
        "On bitext, margin F1 has no value per query, so that how sure differences in it are cannot be said."
    ]
    assert found["sentences"] == found["benchmarks"]["bitext"]
    assert found["benchmarks"]["bench"][-1].startswith("On bench, margin F1 has no value per query")
    assert len(found["benchmarks"]["bench"]) > 5


def test_where_all_are_compared_there_is_no_baseline_and_the_closest_rival_is_named() -> None:
    more = pd.DataFrame([effect("e.late.nce", "e.cross.nce", "crosslingual", -0.05)])
    values = VALUES.assign(value=VALUES["value"].fillna(0.55))
    effects = pd.concat([EFFECTS[EFFECTS["difference"].notna()], more])
    found = " ".join(conclusion(values, effects, {"bench": ["map"]})["sentences"])
    assert "Across languages, cross · nce is best with 0.600: 0.050 more than late · nce" in found
    assert "baseline" not in found
    assert "were not tested" not in found


def test_untrained_encoders_alone_are_said_to_be_untrained() -> None:
    values = pd.DataFrame([value("e.untrained", "monolingual", 0.5)])
    first, second, *_ = conclusion(values, EFFECTS[:0], {"bench": ["map"]})["sentences"]
    assert first == "The encoder e was tested on bench by mAP (higher is better), untrained."
    assert second == "Within a language, untrained is best with 0.500."


@pytest.mark.parametrize(("p", "text"), [(0.0009, "p < 0.001"), (0.001, "p = 0.001"), (0.5, "p = 0.500")])
def test_p_is_never_zero(p: float, text: str) -> None:
    assert p_text(p) == text
