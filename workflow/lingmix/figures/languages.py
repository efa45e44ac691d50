"""The order of languages in figures."""

from __future__ import annotations

from collections.abc import Iterable


def ordered(languages: Iterable[str]) -> list[str]:
    """BCP 47 tags by script, then tag, each once, so that what shares a script stands together.

    >>> ordered(["en", "zh", "de", "ru", "uk"])
    ['ru', 'uk', 'zh', 'de', 'en']
    """
    return sorted(set(languages), key=lambda tag: (script(tag), tag))


def script(language: str) -> str:
    """The ISO 15924 code of a tag's script, by Unicode's CLDR; "" where it knows none."""
    from langcodes import Language
    from langcodes.tag_parser import LanguageTagError

    try:
        return Language.get(language).maximize().script or ""
    except LanguageTagError:
        return ""
