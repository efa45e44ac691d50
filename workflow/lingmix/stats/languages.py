"""Script and family of a language.

Scripts are the likely ones of Unicode's CLDR, which langcodes ships, as ISO 15924 codes. Families are the top level of
Glottolog's classification (https://glottolog.org, CC BY 4.0), where isolates are families of their own and creoles
stand with the language that most of their words come from; ``families.csv`` has a line ``language,family`` for each
language of the registry's benchmarks and some more.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pandas as pd

ONE_SCRIPT = {"Hans": "Hani", "Hant": "Hani"}
"""Forms of one script."""
UNKNOWN = "unknown"


@cache
def script(language: str) -> str:
    """The ISO 15924 code of the script that a BCP 47 tag stands for, or :data:`UNKNOWN`.

    >>> [script(tag) for tag in ("zh", "zh-Hant", "hi", "hi-Latn")]
    ['Hani', 'Hani', 'Deva', 'Latn']
    """
    from langcodes import Language
    from langcodes.tag_parser import LanguageTagError

    try:
        found = Language.get(language).maximize().script or UNKNOWN
    except LanguageTagError:
        return UNKNOWN
    return ONE_SCRIPT.get(found, found)


def family(language: str) -> str:
    """The family of a BCP 47 tag's language, or :data:`UNKNOWN`."""
    return _families().get(language.split("-")[0], UNKNOWN)


def with_languages(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of metrics with what their languages are.

    Args:
        frame: with ``query_lang`` and ``passage_lang``.

    Returns:
        The frame with ``query_script``, ``query_family``, ``passage_script``, ``passage_family`` (strings) and
        ``script_pair``, ``family_pair``: ``same``, ``different``, or :data:`UNKNOWN` where one is unknown. What is
        about passages is :data:`UNKNOWN` in the pool of all languages.
    """
    found = frame.copy()
    for what, of in (("script", script), ("family", family)):
        for side in ("query", "passage"):
            tags = found[f"{side}_lang"].astype("str")
            known = {tag: UNKNOWN if tag == "all" else of(tag) for tag in tags.unique()}
            found[f"{side}_{what}"] = tags.map(known)
        query, passage = found[f"query_{what}"], found[f"passage_{what}"]
        pair = (query == passage).map({True: "same", False: "different"})
        found[f"{what}_pair"] = pair.mask((query == UNKNOWN) | (passage == UNKNOWN), UNKNOWN)
    return found


@cache
def _families() -> dict[str, str]:
    with (Path(__file__).with_name("families.csv")).open(encoding="utf-8", newline="") as file:
        return dict(csv.reader(file))
