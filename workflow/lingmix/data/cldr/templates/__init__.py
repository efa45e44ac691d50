"""The written question and answer templates, one module per language."""

from __future__ import annotations

from collections.abc import Mapping

from lingmix.data.cldr.relations import Wording
from lingmix.data.cldr.templates import ar, de, el, en, es, hi, ru, th, tr, vi, zh

MODULES = {
    "ar": ar,
    "de": de,
    "el": el,
    "en": en,
    "es": es,
    "hi": hi,
    "ru": ru,
    "th": th,
    "tr": tr,
    "vi": vi,
    "zh": zh,
}


def wordings(lang: str) -> Mapping[str, Wording]:
    """A language's wording of each relation, by the relation's name."""
    found: Mapping[str, Wording] = MODULES[lang].WORDINGS
    return found
