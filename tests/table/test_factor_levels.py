"""Levels of factors in words."""

from __future__ import annotations

import pytest

from lingmix.table.factor_levels import level_text, script_name


@pytest.mark.parametrize(
    ("term", "level", "languages", "text"),
    [
        ("query script", "Cyrl", "ru", "Cyrillic (ru)"),
        ("passage script", "Latn", "de en es", "Latin (3 languages)"),
        ("query family", "Turkic", "tr", "Turkic (tr)"),
        ("mix × query script", "Cyrl × Cyrl", "ru", "Cyrl × Cyrillic (ru)"),
        ("mix × family pair", "mono × different", "", "mono × different families"),
        ("α × script pair", "same", "", "same script"),
        ("mix", "mono", "", "mono"),
        ("mix × objective", "", "", ""),
        ("α", "from 0 to 0.2", "", "from 0 to 0.2"),
    ],
)
def test_levels_are_words(term: str, level: str, languages: str, text: str) -> None:
    assert level_text(term, level, languages) == text


def test_a_script_without_a_name_is_its_code() -> None:
    assert [script_name(code) for code in ("Hani", "Qaax")] == ["Han", "Qaax"]
