"""A lexicon of the names in the Unicode CLDR that the Babel package ships: its licence is Unicode-3.0.

Territories, languages, scripts, currencies (singular and plural), units of measure, months, weekdays, eras, places,
time zones, and the words for "and" and "or". Names are in their citation form. CLDR's translators chose them as the
customary names, one for a thing, so a lexicon of them has few wrong entries, and few of the words of a running text.
"""

from __future__ import annotations

import pickle
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, get_args

from babel import Locale, UnknownLocaleError
from babel.localedata import resolve_locale_filename

from lingmix.data.cldr.names import names
from lingmix.data.cldr.relations import LANGUAGES, Kind
from lingmix.errors import LingmixError
from lingmix.lexicon.table import Row

NAMED = {"territory": "territories", "language": "languages", "script": "scripts", "currency": "currency_names"}
"""Kinds of entities and where Babel keeps their names."""
CALENDAR = {"month": "months", "weekday": "days"}
UNITS = ("duration-", "length-", "area-", "mass-", "speed-", "concentr-percent")
"""Beginnings of the units that running text names; many of the others are other words too ("bar", "cup", "dot")."""
_RARE = frozenset(
    {
        *("duration-day-person", "duration-week-person", "duration-month-person", "duration-year-person"),
        *(
            "duration-second",
            "length-point",
            "mass-grain",
            "mass-gram",
            "mass-stone",
            "speed-beaufort",
            "speed-knot",
            "speed-light-speed",
        ),
    }
)
# codes for metals, tests and the absence of a currency
_NO_MONEY = frozenset(["XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX"])
# what tells two of a name apart in a list, such as "Myanmar (Burma)" or the years of a currency, is not in a text
_ASIDE = re.compile(r"\s*[(（\[][^)）\]]*[)）\]]")
_MARKS = re.compile("[\u00ad\u200b\u200e\u200f]")
_AMBIGUOUS = {"en": frozenset({"may"})}
"""Names that in most texts are another word."""


def rows(languages: Sequence[str] | None, *, where: str) -> Iterator[Row]:
    """Entries of every two languages, the earlier in the alphabet as the source.

    Args:
        languages: BCP 47 tags; None for those of ``cldr-qa``.
        where: the line of the study that names them.

    Raises:
        LingmixError: CLDR does not have one of the languages.
    """
    tables = {lang: _entries(lang, where) for lang in sorted(languages or LANGUAGES)}
    for one, other in combinations(tables, 2):
        for code, name in tables[one].items():
            if code in tables[other]:
                yield one, name, other, tables[other][code]


def _entries(lang: str, where: str) -> dict[str, str]:
    """Names by what they name; the order is the same whatever else was read before."""
    data = _data(lang, where)
    found: dict[str, str] = {}
    for kind, part in NAMED.items():
        found |= {f"{kind} {code}": name for code, name in data.get(part, {}).items() if isinstance(name, str)}
    if lang in LANGUAGES:
        # the names that cldr-qa is made of are cleaned, and there are places and time zones among them
        for kind in get_args(Kind):
            found |= {f"{kind} {code}": by_lang[lang] for code, by_lang in names(kind).items()}
    # "Common" and the like are no scripts, gold and silver no currencies that texts name
    found = {key: name for key, name in found.items() if not key.startswith("script Z") and key[9:] not in _NO_MONEY}
    found |= dict(_counted(data)) | dict(_calendar(data)) | dict(_joined(data))
    cleaned = {code: _clean(name) for code, name in found.items()}
    ambiguous = _AMBIGUOUS.get(lang, frozenset())
    return {code: name for code, name in cleaned.items() if name and name.lower() not in ambiguous}


def _data(lang: str, where: str) -> Mapping[str, Any]:
    """A locale's own part of CLDR.

    What it inherits is left out: Babel 2.18 resolves inherited aliases in tables that all locales share, so that the
    stand-alone months of Turkish are Chinese after those of Chinese have been read.
    """
    try:
        locale = Locale.parse(lang, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise LingmixError(
            f"{where}: CLDR, as the Babel package has it, does not know the language '{lang}'"
        ) from error
    with Path(resolve_locale_filename(str(locale))).open("rb") as file:
        data: Mapping[str, Any] = pickle.load(file)  # Babel's own format, from the installed package
    return data


def _counted(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Units and currencies as they stand after one and after many; the former first, where a language does not tell."""
    for unit, lengths in data.get("unit_patterns", {}).items():
        if unit.startswith(UNITS) and unit not in _RARE and isinstance(lengths, dict):
            # CLDR leaves out a long form that is the same as the short one
            forms = lengths.get("long") or lengths.get("short") or {}
            many = forms.get("other", "")
            for count, pattern in (("one", forms.get("one", many)), ("many", many)):
                name = pattern.replace("{0}", "").strip()
                # abbreviations are no words
                if not name.endswith("."):
                    yield f"unit {unit} {count}", name
    plurals = data.get("currency_names_plural", {})
    for code, name in data.get("currency_names", {}).items():
        if code not in _NO_MONEY:
            many = plurals.get(code, {}).get("other", name)
            yield f"currency {code} one", plurals.get(code, {}).get("one", many)
            yield f"currency {code} many", many


def _calendar(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for kind, part in CALENDAR.items():
        contexts = data.get(part, {})
        written = {context: _wide(contexts.get(context)) for context in ("stand-alone", "format")}
        for context, forms in written.items():
            for number, name in (forms or written["format"]).items():
                yield f"{kind} {number} {context}", name
    for number, name in _wide(data.get("eras")).items():
        yield f"era {number}", name


def _wide(forms: object) -> Mapping[int, str]:
    wide = forms.get("wide") if isinstance(forms, dict) else None
    return wide if isinstance(wide, dict) else {}


def _joined(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The words for "and" and "or": what stands between the members of a list of two."""
    for word, part in (("and", "standard"), ("or", "or")):
        pattern = data.get("list_patterns", {}).get(part, {})
        if isinstance(pattern, dict) and isinstance(pattern.get("2"), str):
            yield f"word {word}", pattern["2"].replace("{0}", "").replace("{1}", "").strip()


def _clean(name: str) -> str:
    return " ".join(_ASIDE.sub("", _MARKS.sub("", unicodedata.normalize("NFC", name))).split())
