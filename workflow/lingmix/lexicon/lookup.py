"""Look up words and runs of words in one or more lexicons, in both directions of their entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

import pandas as pd

from lingmix.errors import LingmixError
from lingmix.lexicon.table import COLUMNS
from lingmix.words import Span, fold, is_spaced, words

Pair = tuple[str, str]
"""Source and target language."""
_SLACK = 2
"""Characters of a text that one of a folded entry may stand for: letters in NFD, runs of spaces."""


class Lexicon:
    """One or more lexicon tables as one: what the first of them has comes first.

    Words are compared as :func:`lingmix.words.fold` leaves them. An entry serves both its directions; for either,
    entries that are written in that direction come before those of the same table that are turned round.
    """

    def __init__(self, tables: Sequence[pd.DataFrame], *, languages: Collection[str] | None = None) -> None:
        """Put tables (see :func:`lingmix.lexicon.table.lexicon_table`) together, or their part in ``languages``."""
        self._rows: dict[Pair, list[tuple[Sequence[str], Sequence[str]]]] = defaultdict(list)
        turned = ("target_lang", "target", "source_lang", "source")
        for table in tables:
            for source_lang, source, target_lang, target in (COLUMNS, turned):
                for pair, part in table.groupby([source_lang, target_lang], sort=False):
                    one, other = str(pair[0]), str(pair[1])
                    if languages is None or (one in languages and other in languages):
                        self._rows[one, other].append((part[source].tolist(), part[target].tolist()))
        self._entries: dict[Pair, dict[str, list[str]]] = {}
        self._lengths: dict[Pair, dict[str, int]] = {}
        self._fold = lru_cache(maxsize=200_000)(fold)

    @property
    def pairs(self) -> list[Pair]:
        """The pairs of languages that can be looked up, both directions of each, sorted."""
        return sorted(self._rows)

    def targets(self, source_lang: str) -> list[str]:
        """The languages that there are translations into from ``source_lang``, sorted."""
        return [target for source, target in self.pairs if source == source_lang]

    def require(self, pairs: Iterable[Pair], where: str) -> None:
        """See to it that every one of ``pairs`` has entries, in either direction.

        Raises:
            LingmixError: naming ``where``, which is a line of the study, the pairs without entries and those there are.
        """
        missing = sorted({"-".join(sorted(pair)) for pair in pairs if tuple(pair) not in self._rows})
        if missing:
            there = sorted({"-".join(sorted(pair)) for pair in self._rows})
            raise LingmixError(
                f"{where}: no lexicon has entries for the languages {', '.join(missing)}; "
                f"pairs that it has: {', '.join(there) or 'none'}"
            )

    def translations(self, word: str, source_lang: str, target_lang: str) -> list[str]:
        """The translations of a word or a run of words, preferred ones first; empty if there is none."""
        return self._table(source_lang, target_lang).get(_key(word, source_lang), [])

    def longest(
        self, text: str, spans: Sequence[Span], first: int, source_lang: str, target_lang: str
    ) -> tuple[int, list[str]]:
        """The longest run of words from ``first`` on that has translations.

        Args:
            text: the text that ``spans`` are the words of.
            spans: see :func:`lingmix.words.words`.
            first: number of the run's first word.
            source_lang, target_lang: the text's language and that of the translations.

        Returns:
            How many words the run has, at least 1, and its translations, empty if not even the first word has any.
        """
        entries = self._table(source_lang, target_lang)
        start, end = spans[first]
        word = self._fold(text[start:end], source_lang)
        best, found = 1, entries.get(word, [])
        reach = start + _SLACK * self._lengths[source_lang, target_lang].get(_head(word, source_lang), 0)
        for last in range(first + 1, len(spans)):
            if spans[last][1] > reach:
                break
            run = entries.get(fold(text[start : spans[last][1]], source_lang))
            if run:
                best, found = last - first + 1, run
        return best, found

    def _table(self, source_lang: str, target_lang: str) -> dict[str, list[str]]:
        """Folded source to targets; made when a pair is asked for first."""
        pair = source_lang, target_lang
        if pair not in self._entries:
            found: dict[str, dict[str, None]] = defaultdict(dict)
            for sources, targets in self._rows.get(pair, []):
                for source, target in zip(sources, targets, strict=True):
                    found[_key(source, source_lang)][target] = None
            self._entries[pair] = {source: list(targets) for source, targets in found.items()}
            self._lengths[pair] = _lengths(self._entries[pair], source_lang)
        return self._entries[pair]


def _key(entry: str, lang: str) -> str:
    # a word never ends in a full stop, whether the text means "U.S." or the end of a sentence
    return fold(entry, lang).rstrip(".")


def _lengths(keys: Iterable[str], lang: str) -> dict[str, int]:
    """The length in characters of the longest entry that may span several words, by its head."""
    lengths: dict[str, int] = {}
    for key in keys:
        if is_spaced(lang):
            spans = words(key, lang)
            head = key[: spans[0][1]] if len(spans) > 1 and spans[0][0] == 0 else ""
        else:
            head = key[:1] if len(key) > 1 else ""
        if head:
            lengths[head] = max(lengths.get(head, 0), len(key))
    return lengths


def _head(word: str, lang: str) -> str:
    # without spaces, an entry may be cut elsewhere inside a text than on its own
    return word if is_spaced(lang) else word[:1]
