"""A text as its sentences, and translated sentences as a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lingmix.errors import LingmixError

UNSPACED = frozenset({"ja", "yue", "zh"})
"""Languages without a space between sentences. (Thai, Lao, Khmer and Burmese have one there, if not between words.)"""


def segments(text: str, lang: str) -> Iterator[str]:
    """The sentences of ``text``, each with the space behind it, so that together they are the text: what UAX #29 says,
    as ICU has it.

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
    waiting = ""
    for segment in SentenceBreaker(text, f"{lang}-u-ss-standard"):
        waiting += segment
        if not _is_abbreviation(waiting):
            yield waiting
            waiting = ""
    if waiting:
        yield waiting


def sentences(text: str, lang: str) -> list[str]:
    """The sentences of ``text`` that are not empty, without the space around them; see :func:`segments`."""
    return [segment.strip() for segment in segments(text, lang) if segment.strip()]


def joined(translated: Sequence[str], lang: str) -> str:
    """Sentences in ``lang`` as one text."""
    return ("" if lang.partition("-")[0] in UNSPACED else " ").join(translated)


def _is_abbreviation(piece: str) -> bool:
    return piece.rstrip(" ").endswith(".") and len(piece.split()) == 1
