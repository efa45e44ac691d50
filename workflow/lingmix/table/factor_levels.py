"""Levels of factors in words: names of scripts, and the languages behind them."""

from __future__ import annotations

from functools import cache

from babel import Locale

from lingmix.stats.factor_models import ALPHA, BEND, FAMILY, SCRIPT

OF_LANGUAGES = tuple(f"{side} {what}" for side in ("query", "passage") for what in (SCRIPT, FAMILY))
OF_PAIRS = {
    "script pair": {"same": "same script", "different": "different scripts"},
    "family pair": {"same": "same family", "different": "different families"},
}


def level_text(term: str, level: str, languages: str) -> str:
    """A level for people.

    Args:
        term, level, languages: as in a table of :func:`lingmix.stats.factors.factors`.

    Returns:
        For example ``Cyrillic (ru)`` for a script of one language, ``Latin (5 languages)`` for one of more, and
        ``crosslingual × Cyrillic (ru)`` for a combination.
    """
    factors = term.split(" × ")
    categories = [factor for factor in factors if factor not in (ALPHA, BEND)]
    parts = level.split(" × ")
    if len(parts) != len(categories):
        return level
    return " × ".join(_part(factor, part, languages.split()) for factor, part in zip(categories, parts, strict=True))


def _part(factor: str, level: str, languages: list[str]) -> str:
    if factor not in OF_LANGUAGES:
        return OF_PAIRS.get(factor, {}).get(level, level)
    name = script_name(level) if factor.endswith(SCRIPT) else level
    if not languages:
        return name
    return f"{name} ({languages[0] if len(languages) == 1 else f'{len(languages)} languages'})"


@cache
def script_name(code: str) -> str:
    """The English name of an ISO 15924 code in Unicode's CLDR; the code where that has none.

    >>> [script_name(code) for code in ("Cyrl", "Hani", "Latn")]
    ['Cyrillic', 'Han', 'Latin']
    """
    return str(Locale("en").scripts.get(code, code))
