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


def sequences(text: str) -> NDArray[np.uint32]:
    """Hashes of the distinct sequences of :data:`WIDTH` characters in a text, ascending; of a shorter text its own."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    if len(codes) < WIDTH:
        codes = np.concatenate([codes, np.zeros(WIDTH - len(codes), dtype=np.uint32)])
    windows = np.lib.stride_tricks.sliding_window_view(codes, WIDTH)
    hashed = np.zeros(len(windows), dtype=np.uint64)
    for column in range(WIDTH):
        # FNV-1a over code points, whose upper half is as well mixed as a 32-bit hash needs
        hashed = (hashed ^ windows[:, column].astype(np.uint64)) * np.uint64(0x100000001B3)
        hashed ^= hashed >> np.uint64(29)
    return np.unique((hashed >> np.uint64(16)).astype(np.uint32))


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
    known = [sequences(text) for text in texts]
    for number, found in enumerate(known):
        index.insert(number, _minhash(found))
    for number, other in enumerate(others):
        mine = sequences(other)
        for candidate in sorted(index.query(_minhash(mine))):
            if texts[candidate] != other and (alike := jaccard(known[candidate], mine)) >= THRESHOLD:
                yield candidate, number, alike


def _minhash(found: NDArray[np.uint32]) -> MinHash:
    made = MinHash(num_perm=PERMUTATIONS, seed=1, hashfunc=int, scheme="affine32")
    made.update_batch(found.tolist())
    return made
