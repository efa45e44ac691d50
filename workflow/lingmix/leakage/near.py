"""Pairs of texts that are nearly the same: most of their character sequences are shared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from datasketch import MinHash, MinHashLSH
from numpy.typing import NDArray

WIDTH = 5
"""Characters of a sequence; characters and not words, so that it means the same in Thai and Chinese."""
THRESHOLD = 0.8
"""Jaccard similarity from which two texts are near duplicates."""
PERMUTATIONS = 128
BLOCK = 256
"""Texts that are cut into sequences at once; what is made of them stays in the processor's cache."""
DROPPED = 8
"""Bits of a hash that the table of all sequences does without; 16 MB are left of 4 GB."""


def sequences(texts: Sequence[str]) -> list[NDArray[np.uint32]]:
    """Of each text, hashes of its distinct sequences of :data:`WIDTH` characters, ascending; of a shorter text its own.

    Many texts at once take a fraction of the time that they take one by one.
    """
    if not texts:
        return []
    filled = [text.ljust(WIDTH, "\0") for text in texts]
    lengths = np.array([len(text) for text in filled])
    codes = np.frombuffer("".join(filled).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    count = len(codes) - WIDTH + 1
    hashed = np.zeros(count, dtype=np.uint64)
    for column in range(WIDTH):
        # FNV-1a over code points, whose upper half is as well mixed as a 32-bit hash needs
        hashed = (hashed ^ codes[column : column + count]) * np.uint64(0x100000001B3)
        hashed ^= hashed >> np.uint64(29)
    owner = np.repeat(np.arange(len(filled), dtype=np.uint64), lengths)[:count]
    within = np.arange(count) <= (np.cumsum(lengths) - WIDTH)[owner]
    low = (hashed >> np.uint64(16)) & np.uint64(0xFFFFFFFF)
    ordered = np.sort(((owner << np.uint64(32)) | low)[within])
    # np.unique hashes first, which takes many times as long
    distinct = ordered[np.append(True, ordered[1:] != ordered[:-1])]
    starts = np.searchsorted(distinct, np.arange(1, len(filled), dtype=np.uint64) << np.uint64(32))
    return np.split((distinct & np.uint64(0xFFFFFFFF)).astype(np.uint32), starts)


def jaccard(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> float:
    """The share of sequences that both have among those that one of them has."""
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both)


def near(texts: Sequence[str], others: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """Pairs of texts with a Jaccard similarity of :data:`THRESHOLD` or more, but not the same.

    Candidates are found by MinHash with locality-sensitive hashing (Broder 1997; datasketch), which may miss a pair
    close to the threshold; each is then checked exactly, so that none is wrong.

    Args:
        texts: normalised and distinct; all are kept in memory.
        others: normalised; taken one after the other.

    Yields:
        The number of the text, the number of the other, and their similarity.
    """
    # candidates are checked, so that too many cost time and too few cost truth
    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, weights=(0.05, 0.95))
    known = [found for block in _blocks(texts) for found in sequences(block)]
    somewhere = np.zeros(1 << (32 - DROPPED), dtype=np.bool_)
    for number, found in enumerate(known):
        index.insert(number, _minhash(found))
        somewhere[found >> DROPPED] = True
    number = -1
    for block in _blocks(others):
        for other, mine in zip(block, sequences(block), strict=True):
            number += 1
            # what is not even near all texts together is near none; of another subject's texts that is most
            if np.count_nonzero(somewhere[mine >> DROPPED]) / len(mine) < THRESHOLD:
                continue
            for candidate in sorted(index.query(_minhash(mine))):
                if texts[candidate] != other and (alike := jaccard(known[candidate], mine)) >= THRESHOLD:
                    yield candidate, number, alike


def _blocks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), BLOCK):
        yield texts[start : start + BLOCK]


_FIRST = MinHash(num_perm=PERMUTATIONS, seed=1, hashfunc=int, scheme="affine32")


def _minhash(found: NDArray[np.uint32]) -> MinHash:
    made = _FIRST.copy()  # drawing the permutations again takes longer than their use
    made.update_batch(found.tolist())
    return made
