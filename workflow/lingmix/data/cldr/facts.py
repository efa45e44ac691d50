"""Which entity stands in which relation to which, from the CLDR supplemental data that Babel ships.

Only facts with a single answer are kept. None depends on today's date: a currency is current if CLDR gives it no end.
"""

from __future__ import annotations

from collections.abc import Callable

from babel.core import get_global

Facts = dict[str, str]
"""Code of the entity asked about to code of the answer."""

# Groupings and placeholders among CLDR's two-letter territory codes.
_NO_PLACES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
# The name of a variant alone ("Simplified") does not answer "in which script".
_SCRIPT_OF_VARIANT = {"Hans": "Hani", "Hant": "Hani", "Latg": "Latn"}
# A language counts if this share of some territory's population uses it.
_USED_PERCENT = 1.0


def facts(relation: str) -> Facts:
    """All facts of a relation of :data:`lingmix.data.cldr.relations.RELATIONS`, whether or not they have names.

    Raises:
        KeyError: there is no such relation.
    """
    return _FACTS[relation]()


def _territory_currency() -> Facts:
    current = {
        territory: {code for code, _, end, tender in history if tender and end is None}
        for territory, history in get_global("territory_currencies").items()
        if territory not in _NO_PLACES
    }
    return {territory: min(codes) for territory, codes in current.items() if len(codes) == 1}


def _territory_timezone() -> Facts:
    metazones = _city_timezone()
    used = {
        territory: {metazones.get(zone, "") for zone in zones}
        for territory, zones in get_global("territory_zones").items()
        if territory not in _NO_PLACES
    }
    return {territory: min(zones) for territory, zones in used.items() if len(zones) == 1 and "" not in zones}


def _city_territory() -> Facts:
    return {zone: place for zone, place in get_global("zone_territories").items() if place not in _NO_PLACES | {"001"}}


def _likely() -> dict[str, tuple[str, str]]:
    # "ja_Jpan_JP": the script and the territory that CLDR supposes if only the language is known. Languages that no
    # territory uses to speak of are left out: they would dilute training with names that no test asks for.
    used = {
        language
        for languages in get_global("territory_languages").values()
        for language, data in languages.items()
        if (data["population_percent"] or 0) >= _USED_PERCENT
    }
    subtags = {language: tags.split("_") for language, tags in get_global("likely_subtags").items() if language in used}
    return {language: (tags[1], tags[2]) for language, tags in subtags.items() if "_" not in language}


def _language_script() -> Facts:
    return {language: _SCRIPT_OF_VARIANT.get(script, script) for language, (script, _) in _likely().items()}


def _language_territory() -> Facts:
    # Not for official languages: their home would give away the facts of the test relation territory-language.
    official = {
        language
        for languages in get_global("territory_languages").values()
        for language, data in languages.items()
        if data["official_status"] in ("official", "de_facto_official")
    }
    return {language: territory for language, (_, territory) in _likely().items() if language not in official}


def _territory_language() -> Facts:
    found = {}
    for territory, languages in get_global("territory_languages").items():
        status = {language: data["official_status"] for language, data in languages.items()}
        official = [language for language, value in status.items() if value == "official"]
        if len(official) == 1 and "de_facto_official" not in status.values() and territory not in _NO_PLACES:
            found[territory] = official[0]
    return found


def _city_currency() -> Facts:
    # Only where a territory has one zone: the others would put many places of one country into a test set.
    currency = _territory_currency()
    return {
        zones[0]: currency[territory]
        for territory, zones in get_global("territory_zones").items()
        if len(zones) == 1 and territory in currency
    }


def _city_timezone() -> Facts:
    return dict(get_global("meta_zones"))


_FACTS: dict[str, Callable[[], Facts]] = {
    "territory-currency": _territory_currency,
    "territory-timezone": _territory_timezone,
    "city-territory": _city_territory,
    "language-script": _language_script,
    "language-territory": _language_territory,
    "territory-language": _territory_language,
    "city-currency": _city_currency,
    "city-timezone": _city_timezone,
}
