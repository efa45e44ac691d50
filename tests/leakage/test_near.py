from __future__ import annotations

import random

import numpy as np
import pytest

from lingmix.leakage.near import THRESHOLD, WIDTH, jaccard, near, sequences


def spelled(text: str) -> set[str]:
    """The sequences of a text as text."""
    return {text[start : start + WIDTH] for start in range(max(1, len(text) - WIDTH + 1))}


@pytest.mark.parametrize("text", ["abcdefgh", "aaaaaaaaaa", "ab", "你好世界你好世界你", "naïve 🙂 naïve 🙂 naïve"])
def test_sequences_are_as_many_as_the_text_has(text: str) -> None:
    (found,) = sequences([text])
    assert found.dtype == np.uint32
    assert len(found) == len(spelled(text))


def test_similarity_is_that_of_the_sequences() -> None:
    one, other = "the old bridge of athens", "the old bridge of rome"
    expected = len(spelled(one) & spelled(other)) / len(spelled(one) | spelled(other))
    mine, theirs = sequences([one, other])
    assert jaccard(mine, theirs) == pytest.approx(expected)
    assert jaccard(mine, mine) == 1


def test_texts_together_have_the_sequences_that_they_have_alone() -> None:
    several = ["the old bridge", "ab", "你好世界你好世界你", "the old bridge", "x" * 50]
    for found, text in zip(sequences(several), several, strict=True):
        assert found.tolist() == sequences([text])[0].tolist()
    assert sequences([]) == []


def texts(seed: int) -> tuple[list[str], list[str]]:
    """Texts, and as many others, most of which differ from one of them in a few words."""
    random.seed(seed)
    words = ["".join(random.choices("abcdefghij", k=random.randint(2, 9))) for _ in range(300)]
    first = [" ".join(random.choices(words, k=random.randint(6, 30))) for _ in range(250)]
    others = []
    for text in first:
        parts = text.split()
        for _ in range(random.randint(0, 5)):
            parts[random.randrange(len(parts))] = random.choice(words)
        others.append(" ".join(parts))
    return first, others


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pairs_are_those_that_a_comparison_of_all_with_all_finds(seed: int) -> None:
    first, others = texts(seed)
    expected = {
        (one, other): jaccard(*sequences([a, b]))
        for one, a in enumerate(first)
        for other, b in enumerate(others)
        if a != b and len(spelled(a) & spelled(b)) >= THRESHOLD * len(spelled(a) | spelled(b))
    }
    found = {(one, other): alike for one, other, alike in near(first, others)}
    assert len(expected) > 30
    assert set(found) <= set(expected)
    # hashing may miss some that are close to the threshold
    assert {pair for pair, alike in expected.items() if alike >= 0.85} <= set(found)
    assert len(found) >= 0.95 * len(expected)
    assert all(expected[pair] == alike for pair, alike in found.items())


def test_numbers_go_on_from_block_to_block(monkeypatch: pytest.MonkeyPatch) -> None:
    first, others = texts(4)
    expected = list(near(first, others))
    monkeypatch.setattr("lingmix.leakage.near.BLOCK", 7)
    assert list(near(first, others)) == expected != []


def test_the_same_text_is_no_near_duplicate() -> None:
    assert list(near(["one and the same sentence"], ["one and the same sentence"])) == []
