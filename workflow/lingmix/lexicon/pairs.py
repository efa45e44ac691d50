"""Which words of two texts translate each other, for objectives that align words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from lingmix.lexicon.lookup import Lexicon
from lingmix.words import Span, fold, words


@dataclass(frozen=True)
class WordPairs:
    """The words of two texts, and which of them a lexicon pairs.

    Attributes:
        first_spans, second_spans: half-open character spans of all words of either text, in order. A run of words
            that the lexicon has as one entry is one span.
        pairs: numbers of a first and a second span that are translations of each other, in the order of the first
            text, then of the second. A word that a text has more than once is paired each time.
    """

    first_spans: list[Span]
    second_spans: list[Span]
    pairs: list[tuple[int, int]]


def word_pairs(first: str, second: str, first_lang: str, second_lang: str, lexicon: Lexicon) -> WordPairs:
    """Pair the words of two texts through a lexicon.

    Both texts are cut into the longest runs of words that have a translation into the other language, and words
    without any. A unit of the first text is paired with every unit of the second that is its most preferred translation
    there. A unit inside a longer one is never seen.

    Args:
        first, second: texts that say the same, or much the same.
        first_lang, second_lang: their languages; the lexicon need not have them, there are no pairs then.
        lexicon: what translates what.
    """
    first_units = _units(first, first_lang, second_lang, lexicon)
    second_units = _units(second, second_lang, first_lang, lexicon)
    places: dict[str, list[int]] = defaultdict(list)
    for number, ((start, end), _) in enumerate(second_units):
        places[fold(second[start:end], second_lang)].append(number)
    pairs = []
    for number, (_, translations) in enumerate(first_units):
        there = (places[key] for translation in translations if (key := fold(translation, second_lang)) in places)
        pairs += [(number, other) for other in next(there, [])]
    return WordPairs([span for span, _ in first_units], [span for span, _ in second_units], pairs)


def _units(text: str, lang: str, other: str, lexicon: Lexicon) -> list[tuple[Span, list[str]]]:
    """Spans of runs of words with their translations, which are empty for words without any."""
    spans = words(text, lang)
    units = []
    number = 0
    while number < len(spans):
        count, translations = lexicon.longest(text, spans, number, lang, other)
        units.append(((spans[number][0], spans[number + count - 1][1]), translations))
        number += count
    return units
