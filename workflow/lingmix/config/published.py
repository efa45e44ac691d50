"""Which parts of a study are those of published results."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lingmix.config.base import Model

PaperEncoder = Literal["xlm-r", "labse", "mbert"]


class Tolerance(Model):
    """How far from a published value is still as published."""

    share: float = Field(0.01, gt=0)
    """Of metrics that are shares of 1, absolute."""
    ranks: float = Field(0.05, gt=0)
    """Of metrics in ranks, relative to the published value."""
    near: float = Field(3.0, ge=1)
    """Up to so many tolerances away is near, beyond that off."""


class Published(Model):
    """Which encoders of this study are those of Elmahdy et al. 2024 (2408.10536) and Roy et al. 2020 (2004.05484).
    Their published values are then set beside ours in ``reproduction.md`` and on the page. Benchmarks count if they are
    the registry's ``xquad-r``, ``mlqa-r`` or ``miracl``, all of it or one language; mixes if they are the papers' in
    kind and α, whatever their names, and restrict nothing; objectives if InfoNCE is all that they are. Without these
    values, or where nothing of the study corresponds, there are no such files. Nothing else depends on them."""

    encoders: dict[str, PaperEncoder] = Field(min_length=1)
    """From names under ``encoders`` to the papers': ``xlm-r`` and ``labse`` (2408.10536), ``mbert`` (2004.05484)."""
    tolerance: Tolerance = Field(default_factory=Tolerance)
    """How far from a published value is still as published."""
