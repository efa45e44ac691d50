"""How differences between variants are judged."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lingmix.config.base import Model


class Statistics(Model):
    """How differences between variants are judged, by those of the metrics that tables show that have a value per
    query."""

    compare: Literal["baseline", "all"] = "baseline"
    """Every variant with the baseline (without one, with the untrained encoder), or any two variants of an encoder. The
    comparisons in one benchmark, setting and metric are a family that p is corrected for (Holm)."""
    resamples: int = Field(10_000, ge=1_000)
    """Of the bootstrap and of the permutation test."""
    margin: float | None = Field(0.01, gt=0)
    """A difference smaller than this does not matter, for metrics that are shares of 1; whether differences are that
    small is tested. None for no such test."""
    pool_seeds: bool = False
    """Whether seeds are taken to matter equally in all variants. With few seeds, smaller differences are then found;
    if it is not true, some of them are none."""
