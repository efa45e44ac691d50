"""A text as its sentences, and translated sentences as a text."""

from __future__ import annotations

from collections.abc import Sequence

from lingmix.errors import LingmixError

UNSPACED = frozenset({"ja", "yue", "zh"})
"""Languages without a space between sentences. (Thai, Lao, Khmer and Burmese have one there, if not between words.)"""


def sentences(text: str, lang: str) -> list[str]:
    """The sentences of ``text``, without the space around them: what UAX #29 says, as ICU has it.

    CLDR's list of the language's abbreviations is heeded, where it has one; a single word with a full stop, as a title
    at the beginning of a sentence, goes with what follows. A line break ends a sentence.

    Args:
        text: any text.
        lang: its BCP 47 tag.

    Raises:
        LingmixError: the package ``icu4py`` is not installed.
    """
    try:
        from icu4py.breakers import SentenceBreaker
    except ImportError as error:
        raise LingmixError("finding sentences needs the package icu4py: pip install icu4py") from error
    found: list[str] = []
    waiting = ""
    for segment in SentenceBreaker(text, f"{lang}-u-ss-standard"):
        piece = waiting + segment
        waiting = piece if _is_abbreviation(piece) else ""
        if not waiting and piece.strip():
            found.append(piece.strip())
    return [*found, waiting.strip()] if waiting else found


def joined(translated: Sequence[str], lang: str) -> str:
    """Sentences in ``lang`` as one text."""
    return ("" if lang.partition("-")[0] in UNSPACED else " ").join(translated)


def _is_abbreviation(piece: str) -> bool:
    return piece.rstrip(" ").endswith(".") and len(piece.split()) == 1
