"""What the formats of other tools are given besides the tables."""

from __future__ import annotations

from pydantic import Field

from lingmix.config.base import Model


class Export(Model):
    """How `snakemake export` writes runs for other tools; no result depends on it."""

    depth: int = Field(100, ge=1)
    """How many candidates of a query a TREC run holds. Measures of the full ranking need as many as the pool has."""
    team: str | None = None
    """Who is named in a run's ir_metadata."""
