"""The lexicon of CLDR's names."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import pytest

from lingmix.data.cldr.relations import LANGUAGES
from lingmix.errors import LingmixError
from lingmix.lexicon import cldr
from lingmix.lexicon.lookup import Lexicon
from lingmix.lexicon.table import lexicon_table


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return lexicon_table(cldr.rows(None, where="lexicons.cldr.languages"), where="lexicons.cldr")


@pytest.fixture(scope="module")
def lexicon(table: pd.DataFrame) -> Lexicon:
    return Lexicon([table])


def test_every_two_languages_are_paired(lexicon: Lexicon, table: pd.DataFrame) -> None:
    assert lexicon.pairs == sorted((one, other) for one in LANGUAGES for other in LANGUAGES if one != other)
    assert table.groupby(["source_lang", "target_lang"]).size().min() > 1500


GERMANY = {
    "ar": "ألمانيا",
    "de": "Deutschland",
    "el": "Γερμανία",
    "en": "Germany",
    "es": "Alemania",
    "hi": "जर्मनी",
    "ru": "Германия",
    "th": "เยอรมนี",
    "tr": "Almanya",
    "vi": "Đức",
    "zh": "德国",
}


@pytest.mark.parametrize("one", GERMANY)
def test_a_territory_in_all_languages(lexicon: Lexicon, one: str) -> None:
    for other in GERMANY.keys() - {one}:
        assert GERMANY[other] in lexicon.translations(GERMANY[one], one, other)


@pytest.mark.parametrize(
    ("word", "lang", "translation"),
    [
        ("January", "ru", "январь"),
        ("Monday", "el", "Δευτέρα"),
        ("German", "th", "เยอรมัน"),
        ("hour", "ar", "ساعة"),
        ("hours", "de", "Stunden"),
        ("hours", "zh", "小时"),
        ("kilometers", "hi", "किलोमीटर"),
        ("euros", "es", "euros"),
        ("US dollars", "ru", "доллара США"),
        ("Moscow", "tr", "Moskova"),
        ("and", "vi", "và"),
        ("or", "de", "oder"),
        ("Myanmar", "zh", "缅甸"),
        ("United States", "ar", "الولايات المتحدة"),
    ],
)
def test_the_preferred_translation(lexicon: Lexicon, word: str, lang: str, translation: str) -> None:
    assert lexicon.translations(word, "en", lang)[0] == translation


def test_where_number_is_not_told_the_singular_is_preferred(lexicon: Lexicon) -> None:
    assert lexicon.translations("年", "zh", "en") == ["year", "years"]


@pytest.mark.parametrize("word", ["may", "Common", "second", "bar", "Gold"])
def test_names_that_are_mostly_other_words_are_left_out(lexicon: Lexicon, word: str) -> None:
    assert lexicon.translations(word, "en", "de") == []


def test_no_name_has_an_aside(table: pd.DataFrame) -> None:
    for column in ("source", "target"):
        assert not table[column].str.contains(r"[()（）\[\]]").any()


def test_languages_beyond_those_of_cldr_qa() -> None:
    found = Lexicon([lexicon_table(cldr.rows(("ja", "fr"), where="x"), where="x")])
    assert found.pairs == [("fr", "ja"), ("ja", "fr")]
    assert found.translations("Allemagne", "fr", "ja") == ["ドイツ"]


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(LingmixError, match=r"lexicons\.x\.languages: .* 'xx'"):
        list(cldr.rows(("en", "xx"), where="lexicons.x.languages"))


def test_what_was_read_before_does_not_matter(table: pd.DataFrame) -> None:
    code = (
        "from babel import Locale; print(Locale('zh').months['stand-alone']['wide'][5]);"
        "from lingmix.lexicon import cldr;"
        "print([r[3] for r in cldr.rows(('tr', 'zh'), where='x') if r[1] == 'Mayıs'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1] == "['五月', '五月']"
