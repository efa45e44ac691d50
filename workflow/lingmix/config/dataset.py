"""Data sets that a study defines itself, beside those of the registry."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from lingmix.config.datasets.beir import Beir
from lingmix.config.datasets.files import Files
from lingmix.config.datasets.hub import HubRows
from lingmix.config.datasets.mined import Mined
from lingmix.config.datasets.subset import Subset
from lingmix.config.datasets.translated import Translated
from lingmix.config.datasets.union import Union

__all__ = ["Beir", "DatasetSpec", "Files", "HubRows", "Mined", "Subset", "Translated", "Union", "made_of"]

DatasetSpec = Annotated[Files | HubRows | Beir | Subset | Mined | Translated | Union, Field(discriminator="kind")]


def made_of(spec: Any) -> tuple[str, ...]:
    """The data sets that one is made of, by its specification or, as a mapping, what was written of it."""
    of = spec.get("of") if isinstance(spec, dict) else getattr(spec, "of", None)
    parts = (of,) if isinstance(of, str) else of
    return tuple(name for name in parts if isinstance(name, str)) if isinstance(parts, list | tuple) else ()
