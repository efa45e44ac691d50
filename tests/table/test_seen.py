from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from lingmix.config.mix import Crosslingual, Monolingual
from lingmix.config.study import Run
from lingmix.config.train import Sampling
from lingmix.plan.catalogue import catalogue
from lingmix.plan.draw import draw, summary
from lingmix.table.seen import EXPOSURES, Seen, seen, seen_by_run, seen_by_variant


def plan(*pairs: tuple[str, str], mix: str = "m", seed: int = 1, translations: tuple[str, ...] = ()) -> dict[str, Any]:
    """The parts of a plan's summary that say what was seen."""
    return {
        "mix": mix,
        "seed": seed,
        "query_lang": {query: 1 for query, _ in pairs},
        "passage_lang": {passage: 1 for _, passage in pairs},
        "language_pairs": {f"{query}-{passage}": 1 for query, passage in pairs},
        "translation_pairs": dict.fromkeys(translations, 1),
        "languages": sorted({*sum(pairs, ()), "el"}),
    }


@pytest.mark.parametrize(
    ("pair", "exposure"),
    [
        (("de", "en"), "seen pair"),
        (("en", "de"), "seen pair"),
        (("zh-Hant", "en"), "seen pair"),
        (("de", "zh-Hant"), "unseen pair"),
        (("de", "zh"), "unseen language"),
        (("ru", "zh"), "unseen language"),
        (("de", "de"), "seen language"),
        (("th", "th"), "seen language"),
        (("zh", "zh"), "unseen language"),
        (("th", "de"), "unseen pair"),
        (("en", "all"), "seen language"),
        (("ru", "all"), "unseen language"),
        (("de", "macro"), ""),
        (("macro", "macro"), ""),
        (("macro", "all"), ""),
    ],
)
def test_exposures_are_those_worked_out_by_hand(pair: tuple[str, str], exposure: str) -> None:
    # pairs over three languages, one of them with a hyphen in its tag, and Thai only by itself
    assert seen(plan(("de", "en"), ("en", "zh-Hant"), ("th", "th"))).exposure(*pair) == exposure


def test_hyphens_in_tags_are_not_those_between_tags() -> None:
    found = seen(plan(("sr", "sr-Latn"), ("zh-Hant", "zh-Hans"), ("zh-Hans", "zh-Hans")))
    assert found.languages == {"sr", "sr-Latn", "zh-Hant", "zh-Hans"}
    assert found.pairs == {frozenset({"sr", "sr-Latn"}), frozenset({"zh-Hant", "zh-Hans"})}
    # a tag that ends as another one reads
    assert seen(plan(("en", "zh-yue"), ("yue", "yue"))).pairs == {frozenset({"en", "zh-yue"})}


def test_translations_of_queries_count_where_the_objective_takes_them() -> None:
    summary = plan(("de", "de"), ("en", "en"), translations=("de-en", "de-el"))
    assert seen(summary).exposure("en", "de") == "unseen pair"
    assert seen(summary).exposure("de", "el") == "unseen language"
    found = seen(summary, translations=True)
    assert found.exposure("en", "de") == "seen pair"
    assert found.exposure("el", "de") == "seen pair"
    assert found.exposure("el", "en") == "unseen pair"


def test_runs_see_what_their_own_plans_hold() -> None:
    runs = [
        Run("e5", None, None, None, None),
        Run("e5", "a", "nce", None, 1),
        Run("e5", "a", "aligned", None, 1),
        Run("e5", "a", "nce", None, 2),
        Run("e5", "b", "nce", "switched", 1),
    ]
    plans = [plan(("de", "de"), mix="a", translations=("de-el",)), plan(("en", "en"), mix="b")]
    found = seen_by_run(runs, plans, ["aligned"])
    assert {run: one.languages for run, one in found.items()} == {
        "e5.a.nce.s1": {"de"},
        "e5.a.aligned.s1": {"de", "el"},
        "e5.b.nce.switched.s1": {"en"},
    }


def test_a_variant_saw_what_any_of_its_seeds_saw() -> None:
    runs = [Run("e5", None, None, None, None), *(Run("e5", "a", "nce", None, seed) for seed in (1, 2))]
    plans = [plan(("de", "en"), mix="a"), plan(("en", "el"), mix="a", seed=2)]
    (untrained, trained) = seen_by_variant(runs, seen_by_run(runs, plans)).items()
    assert untrained == (("e5", "untrained", "untrained", "untrained"), None)
    assert trained[0] == ("e5", "a", "nce", "none")
    assert trained[1] == Seen(
        frozenset({"de", "en", "el"}), frozenset({frozenset({"de", "en"}), frozenset({"en", "el"})})
    )


def test_what_is_not_known_of_every_seed_is_not_known() -> None:
    runs = [Run("e5", "a", "nce", None, seed) for seed in (1, 2)]
    assert seen_by_variant(runs, seen_by_run(runs, [plan(("de", "en"), mix="a")])) == {("e5", "a", "nce", "none"): None}


@pytest.mark.parametrize("kind", ["monolingual", "crosslingual"])
def test_summaries_of_real_plans_are_read_as_their_rows_are(kind: str) -> None:
    languages = ["de", "en", "zh", "zh-Hant"]
    rows = [(f"g{number}", lang) for number in range(9) for lang in languages if (number + len(lang)) % 3]
    groups, langs = zip(*rows, strict=True)
    texts = [f"{group} {lang}" for group, lang in rows]
    pairs = pd.DataFrame({"group": groups, "dataset": "d", "lang": langs, "query": texts, "passage": texts})
    pairs["negatives"] = [np.array([], dtype=object)] * len(pairs)
    mix = {"monolingual": Monolingual, "crosslingual": Crosslingual}[kind].model_validate({"kind": kind})
    known = catalogue([pairs])
    drawn = draw(known, mix, Sampling(datasets=["d"], steps=3, batch_size=2), 1)
    found = seen({**summary(drawn, known, mix, 1), "mix": kind, "seed": 1})
    names = ["query_lang", "passage_lang"]
    there = {frozenset(pair) for pair in drawn[names].astype("str").itertuples(index=False, name=None)}
    for query in languages:
        for passage in languages:
            known_languages = frozenset().union(*there)
            expected = (
                ("seen language" if query in known_languages else "unseen language")
                if query == passage
                else "seen pair"
                if {query, passage} in there
                else "unseen pair"
                if {query, passage} <= known_languages
                else "unseen language"
            )
            assert found.exposure(query, passage) == expected
            assert expected in EXPOSURES
