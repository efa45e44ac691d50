"""Where the words of a text are, in any language, by the boundaries of Unicode (UAX #29) as ICU draws them.

Where a script puts no spaces between words (Thai, Lao, Khmer, Burmese, Chinese, Japanese), ICU finds them with its
dictionaries. It goes by the script of each stretch of text, so texts of several languages are cut well too.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from lingmix.errors import LingmixError

if TYPE_CHECKING:
    from icu4py.breakers import WordBreaker

Span = tuple[int, int]
"""Start and end of a word, in characters; the end is not in it."""

UNSPACED = frozenset({"bo", "ja", "km", "lo", "my", "nan", "th", "wuu", "yue", "zh"})
"""Languages whose words are not set off by spaces."""
_TURKIC = frozenset({"az", "tr"})
_DOTS = str.maketrans({"I": "ı", "İ": "i"})


def words(text: str, lang: str) -> list[Span]:
    """The words of ``text``, in order: what stands between two boundaries and holds a letter.

    Numbers and punctuation are no words. A mark stays with its letter, whether composed or not.

    Args:
        text: any text.
        lang: its BCP 47 tag.

    Raises:
        LingmixError: the package ``icu4py`` is not installed.
    """
    spans = []
    start = 0
    # ICU's own offsets count UTF-16 units, its segments are strings
    for segment in _breaker()(text, lang):
        end = start + len(segment)
        if segment.isalpha() or any(map(str.isalpha, segment)):
            spans.append((start, end))
        start = end
    return spans


def is_spaced(lang: str) -> bool:
    """Whether the words of a language are set off by spaces."""
    return lang.partition("-")[0] not in UNSPACED


def fold(text: str, lang: str) -> str:
    """The form in which words are compared: NFC, without case, with single spaces.

    Turkish and Azerbaijani ``I`` and ``İ`` are the capitals of ``ı`` and ``i``, as they are nowhere else.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if lang.partition("-")[0] in _TURKIC:
        text = text.translate(_DOTS)
    folded = text.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFC", folded)
    return " ".join(folded.split())


def capitalised(text: str, lang: str) -> str:
    """``text`` with a capital for its first letter, where its script has them."""
    if lang.partition("-")[0] in _TURKIC and text[:1] == "i":
        return f"İ{text[1:]}"
    # title case, since the upper case of one letter may be several ("ß", "ǆ")
    return text[:1].title() + text[1:]


@cache
def _breaker() -> type[WordBreaker]:
    try:
        from icu4py.breakers import WordBreaker
    except ImportError as error:
        raise LingmixError("finding words needs the package icu4py: pip install icu4py") from error
    return WordBreaker
