"""Language codes of other people's files as the BCP 47 tags that lingmix uses: one tag per language and script.

Codes are ISO 639-1 (``zh``), ISO 639-3 (``cmn``), FLORES's pairs with a script (``zho_Hans``) or BCP 47 itself.
"""

from __future__ import annotations

from functools import cache

from lingmix.errors import LingmixError

OURS = {"tgl": "tl", "tl": "tl", "kzj": "kzj", "twi": "tw", "tw": "tw", "pbt": "ps"}
"""Codes that the CLDR merges with another that benchmarks tell apart (kzj and dtp in Tatoeba, twi and aka in FLORES),
renames (tl to fil) or does not know to be the usual member of their macrolanguage (pbt)."""
SAME_SCRIPT = {("ko", "Hang"): "Kore", ("ja", "Hira"): "Jpan", ("ja", "Kana"): "Jpan"}
"""Scripts that are a part of the one in which a language is usually written."""


@cache
def bcp47(code: str) -> str:
    """The tag of a language code: the shortest of the language, with the script only where it is not the usual one.

    Languages of a macrolanguage whose usual member they are (``cmn``, ``arb``, ``pes``, ``ekk``) become the two-letter
    code of that one; other members (``yue``, ``arz``) stay. Unicode's CLDR says what the usual script is. A region
    stays.

    >>> [bcp47(code) for code in ("zho_Hans", "zho_Hant", "cmn", "arb_Arab", "arb_Latn", "arz_Arab", "swh")]
    ['zh', 'zh-Hant', 'zh', 'ar', 'ar-Latn', 'arz', 'sw']

    Raises:
        LingmixError: the code is none of ISO 639 or not of this form.
    """
    from langcodes import Language, standardize_tag
    from langcodes.tag_parser import LanguageTagError

    try:
        written = Language.get(code, normalize=False).language
        found = Language.get(standardize_tag(code))
        if written in (None, "und") or not found.is_valid():
            raise LanguageTagError
        broader = Language.get(standardize_tag(code, macro=True))
    except LanguageTagError as error:
        raise LingmixError(
            f"'{code}' is no language code; codes are those of ISO 639 (en, eng), with a script where one is needed "
            "(zh-Hant, zho_Hant)"
        ) from error
    if broader.language and len(broader.language) == 2:
        found = broader
    language = OURS.get(str(written), found.language)
    script = SAME_SCRIPT.get((str(language), str(found.script)), found.script)
    usual = Language.make(language=language, territory=found.territory).maximize().script
    return str(found.update_dict({"language": language, "script": None if script == usual else script}).to_tag())
