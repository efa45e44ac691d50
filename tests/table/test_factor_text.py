"""The factorial view as people read it."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from factor_study import MIXES, found, metrics_of, runs_of, value

from lingmix.config.study import Run
from lingmix.stats.factors import factors
from lingmix.stats.languages import script
from lingmix.table.factor_sheets import (
    LANGUAGES_NOTE,
    LINE_NOTE,
    NOTHING,
    SEEN_NOTE,
    TOGETHER_NOTE,
    factor_notes,
    factor_overviews,
    signed,
    spread,
)
from lingmix.table.factor_text import essence, factors_markdown

RUNS = runs_of()


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return found(RUNS)


def section(text: str, heading: str) -> str:
    return text.split(f"## {heading}\n")[1].split("\n## ")[0].split("\n### ")[0]


def test_sentences_rank_the_factors_of_the_grid(table: pd.DataFrame) -> None:
    said = essence(table)["bench/test"]
    assert len(said) == 3
    assert said[1].startswith(
        "Across languages, by mAP, mix matters most: 0.100 from mono to half (p < 0.001); then objective: 0.020 from "
        "nce to margin (p < 0.001). What mix × objective adds to that is at most 0.000"
    )


def test_sentences_say_what_of_languages_matters_and_to_which_factor() -> None:
    def scripted(run: Run, query: str, passage: str) -> float:
        same = script(query) == script(passage)
        return value(run, query, passage) + (0.4 if run.mix == "mono" else 0.1) * same

    said = essence(found(RUNS, metrics_of(RUNS, scripted, noise=1e-3)))["bench/test"][1]
    assert "Of languages, script pair matters most: 0.200 from different scripts to same script (p < 0.001)." in said
    assert said.endswith(
        "What mix does depends on the script pair (mono × same script: 0.100 more than the two alone would give)."
    )


def test_sentences_name_scripts_and_how_many_languages_have_them() -> None:
    def latin(run: Run, query: str, passage: str) -> float:
        return value(run, query, passage) + {"Latn": 0.4, "Cyrl": 0.0}.get(script(query), 0.2)

    said = essence(found(RUNS, metrics_of(RUNS, latin, noise=1e-3)))["bench/test"][0]
    assert "from Cyrillic (ru) to Latin (5 languages)" in said


def test_with_one_seed_sentences_say_that_a_mix_cannot_be_judged() -> None:
    runs = runs_of(seeds=(1,))
    said = essence(found(runs))["bench/test"][0]
    assert said.startswith("Within a language, by mAP, objective matters most of what can be judged: 0.020 from nce to")
    assert "Not judged: mix (0.100 from mono to half)." in said
    noise = essence(found(runs, metrics_of(runs, lambda run, query, passage: 0.5, noise=0.01)))["bench/test"][0]
    assert "no factor of the grid that can be judged shows an effect. Not judged: mix (0.0" in noise


def test_what_cannot_be_judged_has_effects_and_no_intervals() -> None:
    one = section(factors_markdown(found(runs_of(seeds=(1,))), study="mine"), "bench/test: monolingual mAP")
    assert "| mix | cross | +0.020 | – | – | 3 plans |\n|  | half | +0.040 | – |" in one
    assert re.search("^- mix.*: too few plans, runs, languages or pairs to judge it by.$", one, re.M)


def test_a_factor_that_shows_nothing_beside_one_that_does_is_named() -> None:
    def alike(run: Run, query: str, passage: str) -> float:
        return 0.5 + 0.1 * (run.objective == "nce")

    said = essence(found(RUNS, metrics_of(RUNS, alike, noise=0.01)))["bench/test"][0]
    assert "; mix shows no effect." in said


def test_notes_are_of_the_terms_that_are_there(table: pd.DataFrame) -> None:
    notes = (LINE_NOTE, LANGUAGES_NOTE, TOGETHER_NOTE, SEEN_NOTE)
    assert [note in factor_notes(table) for note in notes] == [True] * 4
    unknown = factors(metrics_of(RUNS), RUNS, MIXES, {}, ["map"])
    assert [note in factor_notes(unknown) for note in notes] == [True, True, True, False]
    one = {"monolingual": [("th", "th")]}
    alone = runs_of(cells=(("mono", "nce"), ("half", "nce")))
    assert not set(notes) & set(factor_notes(found(alone, metrics_of(alone, settings=one))))


def test_without_an_effect_the_sentences_say_so() -> None:
    noise = found(RUNS, metrics_of(RUNS, lambda run, query, passage: 0.5, noise=0.01))
    assert essence(noise)["bench/test"][0] == "Within a language, by mAP, no factor of the grid shows an effect."
    alone = found(runs_of(seeds=(1,), cells=(("mono", "nce"), ("half", "nce"))))
    assert essence(alone)["bench/test"][0] == "Within a language, by mAP, no factor of the grid can be judged."


def test_the_document_says_what_it_is_then_what_was_found_then_every_effect(table: pd.DataFrame) -> None:
    text = factors_markdown(table, study="mine")
    assert text.startswith("# mine: factors\n\n- What this is: an analysis of variance")
    assert text.index("How to read it") < text.index("mix matters most") < text.index("How far a factor's highest")
    one = section(text, "bench/test: crosslingual mAP")
    assert "| mix | cross | +0.020 | [+0.020, +0.020] | < 0.001 | 9 plans |\n|  | half | +0.040 |" in one
    assert "| α | from 0 to 1 | −0.080 |" in one
    assert re.search(r"\| query script \| \w+ \((\w\w|\d languages)\), lowest of 7 \|", one)


def test_the_overview_has_spreads_and_marks_and_leaves_empty_what_does_not_apply(table: pd.DataFrame) -> None:
    (one,) = factor_overviews(table)
    assert one.columns == (("monolingual", "map"), ("crosslingual", "map"), ("multilingual", "map"))
    rows = dict(one.rows)
    assert rows["mix"] == ("0.100†", "0.100†", "0.100†")
    assert rows["α"][1] == "−0.080†"
    assert rows["script pair"][::2] == ("", "")
    assert rows["script pair"][1].startswith("0.000")
    assert [term for term, _ in one.rows][:3] == ["mix", "objective", "mix × objective"]


def test_combinations_that_show_nothing_are_one_line(table: pd.DataFrame) -> None:
    noisy = found(RUNS, metrics_of(RUNS, value, noise=0.01))
    one = section(factors_markdown(noisy, study="mine"), "bench/test: monolingual mAP")
    (line,) = re.findall("^- Combinations without an effect.*", one, re.M)
    assert "mix × objective (" in line
    assert "18 runs" in line
    assert "| mix × objective" not in one


def test_what_is_missing_is_said_and_why(table: pd.DataFrame) -> None:
    text = factors_markdown(found(runs_of(cells=(("mono", "nce"), ("half", "nce"), ("half", "margin")))), study="mine")
    assert "mix × objective, mix × pair in training: the study does not have every combination." in text
    metrics = metrics_of(RUNS)
    hole = (metrics["query_lang"] == "th") & (metrics["passage_lang"] == "de") & (metrics["mix"] == "mono")
    text = factors_markdown(found(RUNS, metrics.assign(value=metrics["value"].mask(hole))), study="mine")
    assert "1 of 110 pairs of languages are left out, since some run has no value" in text
    text = factors_markdown(found(RUNS, metrics.assign(value=np.nan)), study="mine")
    assert "no pair of languages has a value in every run" in text


def test_nothing_to_estimate_is_a_document_that_says_so() -> None:
    text = factors_markdown(found(runs_of(cells=(("mono", "nce"),))), study="mine")
    assert text == f"# mine: factors\n\n- {NOTHING}\n"


def test_a_missing_level_makes_the_spread_missing() -> None:
    levels = pd.DataFrame({"level": ["a", "b"], "estimate": [0.1, np.nan]})
    assert np.isnan(spread(levels))


@pytest.mark.parametrize(
    ("number", "text"), [(0.0123, "+0.012"), (-0.0123, "−0.012"), (-0.0001, "0.000"), (float("nan"), "–")]
)
def test_signed(number: float, text: str) -> None:
    assert signed(number, 3) == text
