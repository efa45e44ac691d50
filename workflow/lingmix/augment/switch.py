"""Replace words of one text by their translations; which ones is drawn from the text itself and a seed."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lingmix.lexicon.lookup import Lexicon
from lingmix.words import capitalised, is_spaced, words

_RESOLUTION = 1 << 64


@dataclass(frozen=True)
class Switched:
    """A text after switching.

    Attributes:
        text: the new text.
        words: how many words the old text has.
        translated: how many of them have, alone or in a run, a translation into the language drawn that differs.
        replaced: how many of these were replaced.
    """

    text: str
    words: int
    translated: int
    replaced: int


def switch(
    text: str,
    lang: str,
    targets: Sequence[str],
    lexicon: Lexicon,
    *,
    p: float,
    style: Literal["bilingual", "multilingual"],
    key: str,
) -> Switched:
    """Replace each word, or the longest run of words that the lexicon has, with probability ``p``.

    Every word has two numbers of its own, drawn uniformly by its place and ``key``: one decides, by being below
    ``p``, the other chooses the language. So with the same key the words replaced at one ``p`` are among those of
    any higher one. Of several translations the preferred one is taken, with a capital if the word replaced has one.
    Between words that no space divides, one is put where a word of a language with spaces comes in.

    Args:
        text, lang: the text and its language.
        targets: languages to draw from, at least one, without ``lang``; order matters to what is drawn.
        lexicon: translates; words that it does not have stay.
        p: from 0 to 1.
        style: one language for the text, or one for each word or run.
        key: identifies the text and the seed.
    """
    digest = hashlib.blake2b(key.encode(), digest_size=32).digest()
    whole = _uniform(digest, "text")[1]
    spans = words(text, lang)
    pieces: list[str] = []
    copied = translated = replaced = number = 0
    while number < len(spans):
        decision, choice = _uniform(digest, str(number))
        target = targets[int((whole if style == "bilingual" else choice) * len(targets))]
        count, translations = lexicon.longest(text, spans, number, lang, target)
        start, end = spans[number][0], spans[number + count - 1][1]
        number += count
        if not translations:
            continue
        new = capitalised(translations[0], target) if text[start].isupper() else translations[0]
        if new == text[start:end]:
            continue
        translated += count
        if decision < p:
            replaced += count
            pieces.append(text[copied:start])
            before = text[start - 1] if start > copied else pieces[-2][-1] if len(pieces) > 1 else ""
            spaced = is_spaced(target)
            pieces.append(f"{' ' * (spaced and _joins(before))}{new}{' ' * (spaced and _joins(text[end : end + 1]))}")
            copied = end
    return Switched("".join([*pieces, text[copied:]]), len(spans), translated, replaced)


def _uniform(digest: bytes, place: str) -> tuple[float, float]:
    """Two independent numbers from 0 up to but not 1."""
    drawn = hashlib.blake2b(place.encode(), key=digest, digest_size=16).digest()
    # 53 bits, so that no rounding makes a 1
    return tuple((int.from_bytes(half, "big") >> 11) / (_RESOLUTION >> 11) for half in (drawn[:8], drawn[8:]))  # type: ignore[return-value]


def _joins(character: str) -> bool:
    """Whether a character is a part of words or numbers, so that the next one would run into it."""
    return character != "" and unicodedata.category(character)[0] in "LMN"
