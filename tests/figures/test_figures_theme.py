"""Names and looks that all figures share."""

from __future__ import annotations

import pandas as pd
import pytest

from lingmix.config.study import AXES
from lingmix.figures.names import named
from lingmix.figures.theme import columns_of, dashes, inline, shapes

UNTRAINED = ("static", "untrained", "untrained", "untrained")


def names(*variants: tuple[str, str, str, str]) -> list[str]:
    return named(pd.DataFrame(variants, columns=list(AXES))).tolist()


def test_a_name_says_what_sets_a_variant_apart() -> None:
    one, other = ("static", "mono", "nce", "none"), ("static", "cross", "nce", "none")
    assert names(UNTRAINED, one, other) == ["untrained", "mono", "cross"]
    assert names(one, ("static", "cross", "margin", "none")) == ["mono · nce", "cross · margin"]
    assert names(one, ("e5", "mono", "nce", "none")) == ["static", "e5"]
    assert names(one, ("static", "mono", "nce", "switched")) == ["texts as they are", "switched"]
    assert names(UNTRAINED, one) == ["untrained", "mono · nce"]  # nothing differs, and it still has a name


def test_two_encoders_before_training_are_told_apart() -> None:
    assert names(UNTRAINED, ("e5", *UNTRAINED[1:])) == ["static · untrained", "e5 · untrained"]


@pytest.mark.parametrize("second", [shapes, dashes])
def test_beyond_the_colours_shape_and_dash_still_tell_series_apart(second: object) -> None:
    from lingmix.figures.theme import colours

    found = [str(number) for number in range(30)]
    ranges = [channel(found, None).to_dict()["scale"]["range"] for channel in (colours, second)]  # type: ignore[operator]
    assert len({(str(colour), str(other)) for colour, other in zip(*ranges, strict=True)}) == 30


def test_long_names_have_a_column_for_themselves() -> None:
    assert columns_of(["contrastive", "hybrid"]) == 3
    assert columns_of(["parallel-alpha0.5-parallel_size200"]) == 1


def test_a_missing_value_is_null() -> None:
    assert inline(pd.DataFrame({"a": [0.5, float("nan")], "b": ["x/y", "z"]})).values == [
        {"a": 0.5, "b": "x/y"},
        {"a": None, "b": "z"},
    ]
