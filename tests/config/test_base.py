from __future__ import annotations

import pytest
from pydantic import ValidationError

from lingmix.config.base import Model


class Part(Model):
    count: int = 0
    shares: tuple[float, ...] = ()
    either: bool | int = 0
    flag: bool = False


@pytest.mark.parametrize(
    "value", [{"count": True}, {"shares": [0.5, False]}, {"counts": 1}, {"shares": [float("nan")]}]
)
def test_true_is_no_number_and_unknown_keys_and_nan_are_refused(value: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Part.model_validate(value)


def test_true_stays_what_it_is_where_it_is_meant() -> None:
    part = Part.model_validate({"either": True, "flag": True})
    assert part.either is True
    assert part.flag is True


def test_values_do_not_change_after_validation() -> None:
    part = Part(count=1)
    with pytest.raises(ValidationError, match="frozen"):
        part.count = 2  # type: ignore[misc]
