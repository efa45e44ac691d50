"""The written question and answer templates, one module per language."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from lingmix.data.cldr.relations import Wording


def wordings(lang: str) -> Mapping[str, Wording]:
    """A language's wording of each relation, by the relation's name."""
    found: Mapping[str, Wording] = import_module(f"{__name__}.{lang}").WORDINGS
    return found
