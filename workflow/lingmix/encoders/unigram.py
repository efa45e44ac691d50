"""A Unigram vocabulary learned from texts, the same every time.

The model is Kudo's (2018, arXiv 1804.10959): a text is cut into the pieces whose log probabilities add up to the
most. Which pieces there are is decided by merging frequent pairs (Sennrich et al. 2016, arXiv 1508.07909), and
their probabilities by counting them in the best segmentation, time and again (hard EM). The Unigram trainer of
``tokenizers`` is not used because it adds floats in the order of a randomly seeded hash map, so that its scores
differ from run to run even on one thread; merges and counts are whole numbers, which add up in any order.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

UNKNOWN = "<unk>"
LONGEST = 16
"""Characters of the longest piece, as in SentencePiece."""
COVERAGE = 0.9995
"""Share of all characters that must be pieces; the rarest others are unknown, as in SentencePiece."""
ROUNDS = 2
"""Rounds of counting; each further one changes the number of tokens in XQuAD-R's questions by less than 0.01 %."""

Vocabulary = list[tuple[str, float]]


def train_unigram(words: Mapping[str, int], vocabulary: int) -> Vocabulary:
    """At most ``vocabulary`` pieces with log probabilities: ``<unk>`` first, then by falling probability.

    ``words`` counts the strings that no piece may cross; they hold no spaces. Fewer pieces come back if no pair of
    pieces is left that occurs twice. Raises ValueError if the words are empty or if their characters alone are more
    than ``vocabulary``.
    """
    alphabet = _alphabet(words)
    if not alphabet:
        raise ValueError("no characters to learn from")
    if len(alphabet) + 1 > vocabulary:
        raise ValueError(f"the texts have {len(alphabet)} characters, each of them a piece")
    counts = dict.fromkeys(_merge(words, alphabet, vocabulary - 1), 1)
    for _ in range(ROUNDS):
        counts = _count(words, _scores(counts))
    return [(UNKNOWN, 0.0), *_scores(counts)]


def _alphabet(words: Mapping[str, int]) -> set[str]:
    """The most frequent characters, together COVERAGE of all that occur."""
    counts: Counter[str] = Counter()
    for word, count in words.items():
        for character in word:
            counts[character] += count
    needed, covered, alphabet = COVERAGE * sum(counts.values()), 0, set()
    for character, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if covered >= needed:
            break
        alphabet.add(character)
        covered += count
    return alphabet


def _merge(words: Mapping[str, int], alphabet: set[str], size: int) -> list[str]:
    """The alphabet and the pieces that merging the most frequent pair ``size - len(alphabet)`` times makes."""

    def repeated() -> Iterator[str]:
        for word, count in words.items():
            known = "".join(character if character in alphabet else " " for character in word)
            yield " ".join([known] * count)

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.BpeTrainer(vocab_size=size, min_frequency=2, max_token_length=LONGEST, show_progress=False)
    tokenizer.train_from_iterator(repeated(), trainer)
    return sorted(tokenizer.get_vocab())


def _scores(counts: Mapping[str, int]) -> Vocabulary:
    """Log probabilities by falling value; pieces never seen count as half a time, for texts yet unseen.

    They are rounded lest they depend on the platform's logarithm.
    """
    mass = {piece: count or 0.5 for piece, count in counts.items()}
    total = math.log(sum(mass.values()))
    scores = [(piece, round(math.log(count) - total, 6)) for piece, count in mass.items()]
    return sorted(scores, key=lambda item: (-item[1], item[0]))


def _count(words: Mapping[str, int], scores: Vocabulary) -> dict[str, int]:
    """How often each piece occurs in the best segmentation of the words."""
    model = models.Unigram([(UNKNOWN, 0.0), *scores], unk_id=0, byte_fallback=False)
    counts = dict.fromkeys((piece for piece, _ in scores), 0)
    for word, count in words.items():
        for token in model.tokenize(word):
            if token.id:
                counts[token.value] += count
    return counts
