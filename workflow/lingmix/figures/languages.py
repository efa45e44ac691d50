"""The order of languages in figures."""

from __future__ import annotations

from collections.abc import Iterable

from lingmix.stats.languages import family, script


def ordered(languages: Iterable[str]) -> list[str]:
    """BCP 47 tags by script, then family, then tag, each once, so that what shares them stands together.

    >>> ordered(["en", "tr", "zh", "de", "ru", "uk"])
    ['ru', 'uk', 'zh', 'de', 'en', 'tr']
    """
    return sorted(set(languages), key=lambda tag: (script(tag), family(tag), tag))
