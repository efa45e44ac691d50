from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter
from studies import changed, problems

from lingmix.config.load import load
from lingmix.config.mix import Hybrid, Mix


def mix(kind: str, **values: Any) -> Mix:
    return load(changed({"mixes.hybrid": {"kind": kind, **values}})).mixes["hybrid"]


def wrong(kind: str, **values: Any) -> list[str]:
    return problems({"mixes.hybrid": {"kind": kind, **values}})


def test_share_and_size_are_one_line_of_the_grid() -> None:
    study = load(changed({"mixes.hybrid": {"kind": "hybrid", "alpha": [0, 0.5, 1], "data_size": [250, 500]}}))
    found = {name: (entry.alpha, entry.data_size) for name, entry in study.mixes.items() if entry.kind == "hybrid"}
    assert found == {
        f"hybrid-alpha{alpha}-data-size{size}": (alpha, size) for alpha in (0, 0.5, 1) for size in (250, 500)
    }
    assert {run.mix for run in study.all_runs() if run.mix} == {"monolingual", "crosslingual", *found}


@pytest.mark.parametrize("key", ["language_exponent", "parallel_size", "alpha_end"])
def test_every_number_expands(key: str) -> None:
    study = load(changed({"mixes.hybrid": {"kind": "hybrid", key: [0, 1]}}))
    values = [getattr(entry, key) for entry in study.mixes.values() if entry.kind == "hybrid"]
    assert values == [0, 1]


def test_pivots_expand_and_lists_of_languages_do_not() -> None:
    values = {"pivot": ["en", "de"], "exclude_languages": ["th", "tr"], "exclude_pairs": [["en", "vi"], ["de", "el"]]}
    study = load(changed({"mixes.crosslingual": {"kind": "crosslingual", **values}}))
    found = {name: entry for name, entry in study.mixes.items() if entry.kind == "crosslingual"}
    assert [*found] == ["crosslingual-pivot-en", "crosslingual-pivot-de"]
    assert {entry.exclude_languages for entry in found.values()} == {("th", "tr")}
    assert {entry.exclude_pairs for entry in found.values()} == {(("en", "vi"), ("de", "el"))}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"alpha": 0.25}, [0.25, 0.25, 0.25, 0.25]),
        ({"alpha": 1, "alpha_end": 0}, [1, 0.75, 0.5, 0.25]),
        ({"alpha": 0.2, "alpha_end": 0.6}, [0.2, 0.3, 0.4, 0.5]),
        ({"alpha": 1, "alpha_end": 0, "change": "step"}, [1, 1, 0, 0]),
        ({"alpha": 0, "alpha_end": 1, "change": "step", "change_at": 0.75}, [0, 0, 0, 1]),
    ],
)
def test_alpha_of_four_steps_by_hand(values: dict[str, Any], expected: list[float]) -> None:
    hybrid = mix("hybrid", **values)
    assert isinstance(hybrid, Hybrid)
    assert [hybrid.alpha_at(step / 4) for step in range(4)] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        ("hybrid", {"pivot": "en", "exclude_languages": ["en"]}, "pivot is 'en', which exclude_languages names"),
        ("english", {"language": "de", "exclude_languages": ["de"]}, "language is 'de', which exclude_languages names"),
        ("monolingual", {"exclude_languages": ["de", "de"]}, "exclude_languages names 'de' twice"),
        (
            "monolingual",
            {"exclude_pairs": [["en", "en"]]},
            "exclude_pairs holds 'en' with itself; a pair is of two languages, such as [de, en]",
        ),
        (
            "crosslingual",
            {"exclude_pairs": [["en", "de"], ["de", "en"]]},
            "exclude_pairs names 'de' and 'en' twice; a pair stands for both directions",
        ),
        ("english", {"data_size": 5, "parallel_size": 6}, "parallel_size is 6, more than data_size, which is 5"),
        ("hybrid", {"change": "step"}, "change is given, but nothing changes without alpha_end"),
        ("hybrid", {"change_at": 0.2}, "change_at is given, but nothing changes without alpha_end"),
        ("hybrid", {"alpha": 1, "alpha_end": 1}, "alpha_end is alpha, 1, so that nothing changes; leave it out"),
        (
            "hybrid",
            {"alpha_end": 0, "change_at": 0.2},
            "change_at is given, but only 'change: step' happens at one point",
        ),
    ],
)
def test_values_that_contradict_each_other_are_said_to(kind: str, values: dict[str, Any], words: str) -> None:
    assert wrong(kind, **values) == [f"mixes.hybrid: {words}"]


@pytest.mark.parametrize(
    ("kind", "values", "where"),
    [
        ("hybrid", {"alpha_end": 1.5}, "mixes.hybrid.alpha_end: should be at most 1"),
        ("monolingual", {"language_exponent": -1}, "mixes.hybrid.language_exponent: should be at least 0"),
        ("monolingual", {"data_size": 0}, "mixes.hybrid.data_size: should be at least 1"),
        ("monolingual", {"data_size": 2.5}, "mixes.hybrid.data_size: should be a whole number"),
        ("monolingual", {"parallel_size": -1}, "mixes.hybrid.parallel_size: should be at least 0"),
        ("monolingual", {"pivot": "en"}, "mixes.hybrid.pivot: unknown key 'pivot'"),
        ("english", {"language_exponent": 1}, "mixes.hybrid.language_exponent: unknown key 'language_exponent'"),
        ("crosslingual", {"alpha_end": 1}, "mixes.hybrid.alpha_end: unknown key 'alpha_end'"),
        ("crosslingual", {"pivot": "English"}, "mixes.hybrid.pivot: should be a language tag"),
        ("crosslingual", {"exclude_pairs": [["de"]]}, "mixes.hybrid.exclude_pairs[0][1]: required, but not given"),
    ],
)
def test_values_out_of_bounds_and_keys_without_meaning(kind: str, values: dict[str, Any], where: str) -> None:
    (found,) = wrong(kind, **values)
    assert found.startswith(where)


@pytest.mark.parametrize("kind", ["english", "monolingual", "mixed-monolingual", "crosslingual", "hybrid"])
def test_a_mix_reads_back_from_what_a_rule_passes_on(kind: str) -> None:
    values: dict[str, Any] = {"exclude_pairs": [["de", "th"]], "exclude_languages": ["vi"], "data_size": 9}
    if kind == "hybrid":
        values |= {"alpha_end": 0, "change": "step", "change_at": 0.2, "pivot": "en"}
    one = mix(kind, **values)
    assert TypeAdapter(Mix).validate_python(one.model_dump(mode="json", exclude={"train"})) == one
