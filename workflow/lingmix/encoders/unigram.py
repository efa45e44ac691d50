"""A Unigram vocabulary learned from texts, the same every time.

The model is Kudo's (2018, arXiv 1804.10959): a text is cut into the pieces whose log probabilities add up to the
most, and pieces that cost least to lose are dropped until the vocabulary is small enough. Probabilities come from
counts in the best segmentation (hard EM) rather than from expected counts. The ``tokenizers`` trainer is not used
because it adds floats in the order of a randomly seeded hash map, so that scores differ from run to run even on
one thread; counts are whole numbers, and every tie here is broken by the piece itself.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from tokenizers.models import Unigram

UNKNOWN = "<unk>"
LONGEST = 16
"""Characters of the longest piece, as in SentencePiece."""
COVERAGE = 0.9995
"""Share of all characters that must be pieces; the rarest others are unknown, as in SentencePiece."""
SEEDS = 20
"""Candidates at the start, as a multiple of the vocabulary."""
SHRINK = 0.6
"""Share of the pieces that a pruning round keeps."""

Vocabulary = list[tuple[str, float]]


def train_unigram(words: Mapping[str, int], vocabulary: int) -> Vocabulary:
    """At most ``vocabulary`` pieces with log probabilities: ``<unk>`` first, then by falling probability.

    ``words`` counts the strings that no piece may cross. Fewer pieces come back if the words have no more
    candidates (substrings that occur twice). Raises ValueError if the words are empty or if their characters alone
    are more than ``vocabulary``.
    """
    alphabet = _alphabet(words)
    if not alphabet:
        raise ValueError("no characters to learn from")
    if len(alphabet) + 1 > vocabulary:
        raise ValueError(f"the texts have {len(alphabet)} characters, each of them a piece")
    target = vocabulary - 1
    counts: dict[str, int] = _candidates(words, alphabet, SEEDS * vocabulary)
    while True:
        for _ in range(2):
            scores = _scores(counts, alphabet)
            counts = _count(words, scores)
        pieces = alphabet | {piece for piece, count in counts.items() if count}
        if len(pieces) <= target:
            return [(UNKNOWN, 0.0), *sorted(_scores(counts, alphabet).items(), key=_by_score)]
        keep = max(target, int(SHRINK * len(pieces)))
        scores = _scores(counts, alphabet)
        losses = {piece: counts[piece] * (scores[piece] - _without(piece, scores)) for piece in pieces - alphabet}
        kept = sorted(losses, key=lambda piece: (-losses[piece], piece))[: keep - len(alphabet)]
        counts = {piece: counts[piece] for piece in kept} | {piece: counts.get(piece, 0) for piece in alphabet}


def _by_score(item: tuple[str, float]) -> tuple[float, str]:
    return -item[1], item[0]


def _alphabet(words: Mapping[str, int]) -> set[str]:
    """The most frequent characters, together COVERAGE of all that occur."""
    counts: Counter[str] = Counter()
    for word, count in words.items():
        for character in word:
            counts[character] += count
    total, covered, alphabet = sum(counts.values()), 0, set()
    for character, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if covered >= COVERAGE * total:
            break
        alphabet.add(character)
        covered += count
    return alphabet


def _candidates(words: Mapping[str, int], alphabet: set[str], limit: int) -> dict[str, int]:
    """Substrings that occur at least twice, those that cover most characters first, and the alphabet."""
    counts: Counter[str] = Counter()
    for word, count in words.items():
        for start in range(len(word)):
            for end in range(start + 2, min(start + LONGEST, len(word)) + 1):
                counts[word[start:end]] += count
    frequent = [piece for piece, count in counts.items() if count > 1 and alphabet.issuperset(piece)]
    frequent.sort(key=lambda piece: (-counts[piece] * len(piece), piece))
    return {piece: counts[piece] for piece in frequent[:limit]} | dict.fromkeys(alphabet, 1)


def _scores(counts: Mapping[str, int], alphabet: Iterable[str]) -> dict[str, float]:
    """Log probabilities, rounded so that they do not depend on the platform's logarithm; characters never vanish."""
    present = {piece: float(count) for piece, count in counts.items() if count}
    present |= {character: 0.5 for character in alphabet if not counts.get(character)}
    total = math.log(sum(present.values()))
    return {piece: round(math.log(count) - total, 6) for piece, count in present.items()}


def _count(words: Mapping[str, int], scores: Mapping[str, float]) -> dict[str, int]:
    """How often each piece occurs in the best segmentation of the words."""
    model = Unigram([(UNKNOWN, 0.0), *sorted(scores.items(), key=_by_score)], unk_id=0, byte_fallback=False)
    counts: Counter[str] = Counter()
    for word, count in words.items():
        for token in model.tokenize(word):
            if token.id:
                counts[token.value] += count
    return dict(counts)


def _without(piece: str, scores: Mapping[str, float]) -> float:
    """The best log probability of ``piece`` made of shorter pieces; its characters always are."""
    best = [0.0] + [-math.inf] * len(piece)
    for end in range(1, len(piece) + 1):
        for start in range(end):
            if end - start < len(piece) and best[start] > -math.inf:
                score = scores.get(piece[start:end])
                if score is not None and best[start] + score > best[end]:
                    best[end] = best[start] + score
    return best[-1]
