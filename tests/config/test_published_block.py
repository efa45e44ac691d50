"""What a study may say under ``published``."""

from __future__ import annotations

from typing import Any

import pytest
from studies import SMALL, changed, small

from lingmix.config.load import load
from lingmix.errors import LingmixError


def problem(block: Any, **more: Any) -> str:
    with pytest.raises(LingmixError) as caught:
        load(changed({"published": block, **more}, SMALL))
    return str(caught.value)


def test_without_it_nothing_is_claimed() -> None:
    assert small().published is None


def test_it_is_no_part_of_what_other_jobs_depend_on() -> None:
    found = small(published={"encoders": {"path": "labse"}, "tolerance": {"share": 0.02}})
    assert found.published is not None
    assert (found.published.tolerance.share, found.published.tolerance.ranks) == (0.02, 0.05)
    assert found.model_dump() == small().model_dump()


def test_an_encoder_has_to_be_the_studys() -> None:
    said = problem({"encoders": {"paht": "labse"}})
    assert "published.encoders: unknown encoder 'paht'; did you mean 'path'?" in said


def test_of_a_family_one_has_to_be_named() -> None:
    family = {"encoders.two": {"kind": "path", "path": "m", "max_length": [64, 128]}}
    said = problem({"encoders": {"two": "labse"}}, **family)
    assert "published.encoders: 'two' stands for variants; name one of: two-max-length64, two-max-length128" in said


def test_the_papers_encoder_has_to_be_one_of_theirs() -> None:
    assert "published.encoders.path: should be 'xlm-r', 'labse' or 'mbert' (got 'e5')" in problem(
        {"encoders": {"path": "e5"}}
    )


@pytest.mark.parametrize(("key", "value"), [("share", 0), ("ranks", -1), ("near", 0.5)])
def test_tolerances_are_above_nothing(key: str, value: float) -> None:
    assert f"published.tolerance.{key}: should be" in problem(
        {"encoders": {"path": "labse"}, "tolerance": {key: value}}
    )
