from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from lingmix.data.sets import belebele, tatoeba
from lingmix.stats import languages
from lingmix.stats.languages import UNKNOWN, family, script, with_languages

# by hand, from Glottolog and the Unicode script charts
XQUAD = {
    "ar": ("Arab", "Afro-Asiatic"),
    "de": ("Latn", "Indo-European"),
    "el": ("Grek", "Indo-European"),
    "en": ("Latn", "Indo-European"),
    "es": ("Latn", "Indo-European"),
    "hi": ("Deva", "Indo-European"),
    "ru": ("Cyrl", "Indo-European"),
    "th": ("Thai", "Tai-Kadai"),
    "tr": ("Latn", "Turkic"),
    "vi": ("Latn", "Austroasiatic"),
    "zh": ("Hani", "Sino-Tibetan"),
}


@pytest.mark.parametrize("tag", XQUAD)
def test_the_languages_of_xquad(tag: str) -> None:
    assert (script(tag), family(tag)) == XQUAD[tag]


def test_tags_with_scripts_and_unknown_ones() -> None:
    assert [script(tag) for tag in ("zh-Hant", "hi-Latn", "sr", "acm-Arab", "ja")] == [
        "Hani",
        "Latn",
        "Cyrl",
        "Arab",
        "Jpan",
    ]
    assert [family(tag) for tag in ("zh-Hant", "ne-Latn", "qqq")] == ["Sino-Tibetan", "Indo-European", UNKNOWN]


def test_every_language_of_the_benchmarks_has_a_family_and_a_script() -> None:
    tags = {*belebele.BCP47.values(), *tatoeba.BCP47.values()}
    assert len(tags) > 150
    assert {tag for tag in tags if UNKNOWN in (family(tag), script(tag))} == set()


def test_the_table_is_sorted_and_names_each_language_once() -> None:
    text = Path(languages.__file__).with_name("families.csv").read_text(encoding="utf-8")
    tags = [row[0] for row in csv.reader(text.splitlines())]
    assert tags == sorted(set(tags))


def test_rows_of_metrics_get_their_languages_factors() -> None:
    frame = pd.DataFrame({"query_lang": ["de", "de", "hi", "de"], "passage_lang": ["en", "zh", "hi-Latn", "all"]})
    found = with_languages(frame)
    assert found["script_pair"].tolist() == ["same", "different", "different", UNKNOWN]
    assert found["family_pair"].tolist() == ["same", "different", "same", UNKNOWN]
    assert found["query_script"].tolist() == ["Latn", "Latn", "Deva", "Latn"]
    assert found["passage_family"].tolist() == ["Indo-European", "Sino-Tibetan", "Indo-European", UNKNOWN]
    assert list(frame.columns) == ["query_lang", "passage_lang"]
