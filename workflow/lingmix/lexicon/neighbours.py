"""A lexicon of the words of the training texts that are each other's nearest neighbours under an encoder.

What Litschko et al. 2023 (2305.05295) take from aligned word embeddings: two words are paired if neither has a nearer
neighbour in the other's language. Sentence encoders bring inflected and related words as close as translations, so
the pairs are noisier than a dictionary's; the least similarity weeds them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lingmix.encode import encode
from lingmix.encoders.load import prefixes
from lingmix.lexicon.table import Row
from lingmix.words import fold, words

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BLOCK = 2048
"""Words of one language that are compared with all of the other at once."""


def rows(
    pairs: Sequence[pd.DataFrame], model: SentenceTransformer, *, similarity: float, occurrences: int
) -> Iterator[Row]:
    """Entries of every two languages, the most similar first.

    Args:
        pairs: tables of training pairs, see :func:`lingmix.data.tables.training_pairs`.
        model: the encoder; words are embedded as queries are.
        similarity: the least cosine of a pair.
        occurrences: leave out words that occur less often in the queries and passages of their language.
    """
    known = vocabulary(pairs, occurrences)
    prefix = prefixes(model)[0]
    vectors = {lang: encode(model, names, prefix=prefix) for lang, names in known.items()}
    for one, other in combinations(known, 2):
        first, second, cosine = mutual_neighbours(vectors[one], vectors[other])
        for number in np.argsort(-cosine, kind="stable"):
            if cosine[number] >= similarity:
                yield one, known[one][first[number]], other, known[other][second[number]]


def vocabulary(pairs: Sequence[pd.DataFrame], occurrences: int) -> dict[str, list[str]]:
    """The words of each language, sorted, each as it is most often written; languages without words are left out."""
    counts: dict[str, Counter[str]] = {}
    for table in pairs:
        for column in ("query", "passage"):
            for lang, text in zip(table["lang"], table[column], strict=True):
                counter = counts.setdefault(lang, Counter())
                counter.update(text[start:end] for start, end in words(text, lang))
    known = {}
    for lang, counter in sorted(counts.items()):
        total: Counter[str] = Counter()
        written: dict[str, str] = {}
        for word, count in sorted(counter.items()):
            key = fold(word, lang)
            total[key] += count
            if key not in written or count > counter[written[key]]:
                written[key] = word
        if kept := [written[key] for key in sorted(total) if total[key] >= occurrences]:
            known[lang] = kept
    return known


def mutual_neighbours(
    first: NDArray[np.float32], second: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Rows of two arrays (n, d) and (m, d) of unit vectors that are each other's nearest, by cosine.

    Of equally near rows the first counts. Returns their numbers in ``first``, ascending, those in ``second``, and
    their cosines.
    """
    forward = np.empty(len(first), dtype=np.int64)
    nearest = np.empty(len(first), dtype=np.float32)
    back = np.zeros(len(second), dtype=np.int64)
    best = np.full(len(second), -np.inf, dtype=np.float32)
    for start in range(0, len(first), BLOCK):
        cosine = first[start : start + BLOCK] @ second.T
        stop = start + len(cosine)
        forward[start:stop] = cosine.argmax(axis=1)
        nearest[start:stop] = cosine.max(axis=1)
        row = cosine.argmax(axis=0)
        better = cosine[row, np.arange(len(second))] > best
        best[better] = cosine[row, np.arange(len(second))][better]
        back[better] = row[better] + start
    mutual = np.flatnonzero(back[forward] == np.arange(len(first)))
    return mutual, forward[mutual], nearest[mutual]
