"""What the target ``verify`` recomputes."""

from __future__ import annotations

from pydantic import Field

from lingmix.config.base import Model


class Verify(Model):
    """What ``snakemake verify`` recomputes of a finished study. Nothing else depends on these values."""

    cells: int = Field(12, ge=1)
    """How many values of a run on a pair of languages are recomputed, chosen at random from all runs."""
    seed: int = 1
    """Decides which; another seed takes others."""
    passages: int = Field(50_000, ge=1)
    """Larger pools are left out, which is said: every one of their passages would be embedded again."""
