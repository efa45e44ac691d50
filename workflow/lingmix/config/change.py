"""How a value moves from its first to its last in the course of training."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from lingmix.config.base import Model


class Changing(Model):
    """Part of a model that holds a value, and under its name with ``_end`` the value that it changes to, or None."""

    change: Literal["linear", "step"] = "linear"
    """How the value moves if an end is given: in a line over all steps, or at once."""
    change_at: float = Field(0.5, gt=0, lt=1)
    """With ``change: step``, the share of the steps after which the end applies."""

    def moved(self, start: float, end: float, progress: float) -> float:
        """The value after a share ``progress`` of the steps, from 0 to 1."""
        if self.change == "step":
            return end if progress >= self.change_at else start
        return start + (end - start) * progress

    def idle(self, name: str) -> Iterator[str]:
        """Which keys say how the value ``name`` changes and have no effect, in words for the user."""
        standard = {key: Changing.model_fields[key].default for key in ("change", "change_at")}
        if getattr(self, f"{name}_end") is None:
            for key, value in standard.items():
                if getattr(self, key) != value:
                    yield f"{key} is given, but nothing changes without {name}_end"
        elif self.change == "linear" and self.change_at != standard["change_at"]:
            yield "change_at is given, but only 'change: step' happens at one point"
