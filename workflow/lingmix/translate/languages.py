"""Which of a translation model's language codes means which language.

NLLB has FLORES codes (ISO 639-3 and script, such as ``zho_Hans``), M2M-100 mostly ISO 639-1. Both are brought to one
form by the aliases and likely scripts of the Unicode CLDR, as a study's BCP 47 tags are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from babel.core import get_global

from lingmix.errors import LingmixError, unknown_name

ALIASES = {"no": "nb", "ns": "nso", "pbt": "ps", "quy": "qu", "fuv": "ff"}
"""Codes of the models' lists that CLDR gives no alias: M2M-100's for Norwegian and Northern Sotho, and NLLB's
varieties of Pashto, Quechua and Fula, which are the only ones of these languages there."""

SCRIPTS = {"Hang": "Kore"}
"""NLLB names Korean's letters, CLDR Korean's writing with all its parts."""

Form = tuple[str, str, str]
"""Language, script and territory; the last is "" for a language in general."""


def language_codes(codes: Iterable[str]) -> dict[Form, str]:
    """A model's codes by what they mean, one each: of codes for one thing that which CLDR would write, else the
    alphabetically first."""
    found: dict[Form, str] = {}
    for code in sorted(codes, key=lambda code: (code.partition("_")[0] != _form(code)[0], code)):
        found.setdefault(_form(code), code)
    return found


def code_for(tag: str, codes: Mapping[Form, str], *, model: str) -> str:
    """The code of a model for a BCP 47 tag: of its territory if there is one, else of the language in its script.

    A tag without script means the one that the language is mostly written in, or the only one that the model has.

    Args:
        tag: such as ``zh``, ``zh-Hant``, ``zh-TW``.
        codes: see :func:`language_codes`.
        model: the model's name, for the message.

    Raises:
        LingmixError: the model has no such language.
    """
    language, script, territory = _form(tag)
    for form in ((language, script, territory), (language, script, "")):
        if form in codes:
            return codes[form]
    others = [known for form, known in codes.items() if form[0] == language]
    if len(others) == 1 and not any(len(part) == 4 for part in tag.split("-")[1:]):
        return others[0]
    spoken = {_tag(form) for form in codes}
    raise LingmixError(f"{model} does not translate '{tag}': {unknown_name('language', tag, spoken)}")


def _form(code: str) -> Form:
    language, *rest = code.replace("-", "_").split("_")
    # an alias may bring its script or territory along: Dari is Persian of Afghanistan
    alias = ALIASES.get(language) or get_global("language_aliases").get(language) or language
    language, *known = alias.split("_")
    script = next((part for part in (*rest, *known) if len(part) == 4), "")
    territory = next((part for part in (*rest, *known) if len(part) == 2), "")
    return language, SCRIPTS.get(script, script) or _likely(language, territory), territory


def _tag(form: Form) -> str:
    """The shortest tag for a form."""
    language, script, territory = form
    return "-".join(filter(None, (language, script if script != _likely(language, territory) else "", territory)))


def _likely(language: str, territory: str = "") -> str:
    """The script that a language is mostly written in, or "" if CLDR does not know."""
    likely: Mapping[str, str] = get_global("likely_subtags")
    found = likely.get(f"{language}_{territory}") or likely.get(language, "")
    return next((part for part in found.split("_") if len(part) == 4), "")
