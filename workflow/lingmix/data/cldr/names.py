"""Names of territories, languages, currencies, scripts, places and time zones in every language, from Babel."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from babel import Locale
from babel.core import get_global

from lingmix.data.cldr.relations import LANGUAGES, Kind

SCRIPTS = {
    "ar": "\u0600-\u06ff",
    "el": "\u0370-\u03ff",
    "hi": "\u0900-\u097f",
    "ru": "\u0400-\u04ff",
    "th": "\u0e00-\u0e7f",
    "zh": "\u3400-\u9fff",
}
"""Languages not written in Latin letters, and the Unicode range their names must draw on."""

_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_SPACES = re.compile(r"\s+")
_MARKS = re.compile("[\u00ad\u200b\u200e\u200f]")
# Vietnamese writes the class noun of these names small inside a sentence; CLDR gives the form for lists.
_VIETNAMESE_CLASS = re.compile(r"^(Tiếng|Chữ|Giờ) ")

Names = Mapping[str, Mapping[str, str]]
"""Code to language to name."""


@cache
def names(kind: Kind) -> Names:
    """Every entity of a kind that has a name of its own in all languages.

    Keys are CLDR's codes: ISO 3166 territories, ISO 639 languages, ISO 4217 currencies, ISO 15924 scripts, tz database
    identifiers for places, and CLDR metazones. A name counts as its language's own if the locale lists it and, for
    languages in :data:`SCRIPTS`, it is written in that script alone.
    """
    tables = {lang: _table(kind, lang) for lang in LANGUAGES}
    complete = set.intersection(*(set(table) for table in tables.values()))
    return {code: {lang: tables[lang][code] for lang in LANGUAGES} for code in sorted(complete)}


def _table(kind: Kind, lang: str) -> dict[str, str]:
    locale = Locale.parse(lang)
    found: Mapping[str, str | None]
    if kind == "place":
        found = _places(locale, lang)
    elif kind == "timezone":
        # The standard-time name exists for every metazone; the generic one only where clocks change.
        found = {code: zone.get("long", {}).get("standard") for code, zone in locale.meta_zones.items()}
    elif kind == "territory":
        found = locale.territories
    elif kind == "language":
        found = locale.languages
    elif kind == "currency":
        found = locale.currencies
    else:
        found = locale.scripts
    cleaned = {code: _clean(name, lang) for code, name in found.items() if name}
    return {code: name for code, name in cleaned.items() if _own(name, lang)}


def _places(locale: Locale, lang: str) -> dict[str, str | None]:
    # CLDR keys places by the oldest identifier of a zone ("Asia/Calcutta"), Babel's facts by the newest.
    aliases: Mapping[str, str] = get_global("zone_aliases")
    listed = {aliases.get(zone, zone): data.get("city") for zone, data in locale.time_zones.items()}
    if lang in SCRIPTS:
        return listed
    # UTS #35: without an exemplar city, the name is the last field of the identifier.
    fallback = {zone: zone.rsplit("/", 1)[-1].replace("_", " ") for zone in get_global("zone_territories")}
    return fallback | {zone: city for zone, city in listed.items() if city}


def _clean(name: str, lang: str) -> str:
    name = _SPACES.sub(" ", _MARKS.sub("", unicodedata.normalize("NFC", name))).strip()
    if lang == "vi":
        name = _VIETNAMESE_CLASS.sub(lambda match: match.group().lower(), name)
    if lang == "th":
        name = name.removeprefix("ภาษา").removeprefix("อักษร")
    return name


def _own(name: str, lang: str) -> bool:
    if lang not in SCRIPTS:
        return bool(name)
    return re.search(f"[{SCRIPTS[lang]}]", name) is not None and _LATIN.search(name) is None
