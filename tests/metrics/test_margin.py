"""Mining by margin, against a case worked by hand and a plain version of LASER's procedure over texts."""

from __future__ import annotations

import numpy as np
import pytest
from bitext_cases import of_similarities, random_neighbours, random_sides, side

from lingmix.metrics.margin import Mined, best_threshold, f1_at, mine
from lingmix.metrics.measure import Bitext, BitextMeasure, Neighbours, parse
from lingmix.metrics.neighbours import neighbours


def value(name: str, test: Neighbours, dev: Neighbours | None = None) -> float:
    measure, _ = parse(name)
    assert isinstance(measure, BitextMeasure)
    return measure.value(Bitext(test, dev))


# means of the two neighbours: queries .7 .7, passages .75 .65; margins .9/.725 .5/.675 | .6/.725 .8/.675
SIMILARITY = [[0.9, 0.5], [0.6, 0.8]]
FIRST, SECOND = 0.9 / 0.725, 0.8 / 0.675


def test_margins_worked_by_hand() -> None:
    mined = mine(of_similarities(SIMILARITY, [(1, 1)]))
    np.testing.assert_allclose(mined.score, [FIRST, SECOND], rtol=1e-6)
    assert mined.right.tolist() == [False, True]


def test_thresholds_worked_by_hand() -> None:
    both = of_similarities(SIMILARITY, [(0, 0), (1, 1)])
    first = of_similarities(SIMILARITY, [(0, 0)])
    second = of_similarities(SIMILARITY, [(1, 1)])
    # all are right: down to the lowest score; the first alone: half-way to the next
    assert best_threshold(mine(both), 2) == (pytest.approx(SECOND), 1.0)
    assert best_threshold(mine(first), 1) == (pytest.approx((FIRST + SECOND) / 2), 1.0)
    # two found, one of them right, one to be found
    assert best_threshold(mine(second), 1) == (pytest.approx(SECOND), pytest.approx(2 / 3))
    assert value("margin_f1_oracle", second) == pytest.approx(2 / 3)
    # tuned where only the first was right, one of two is found, and right
    assert value("margin_f1", both, first) == pytest.approx(2 * 1 / (1 + 2))
    # tuned where the first was right, the only one found is wrong
    assert value("margin_f1", second, first) == 0.0
    assert value("margin_f1", first, both) == pytest.approx(2 * 1 / (2 + 1))


def test_without_sentences_to_tune_on_there_is_no_value() -> None:
    assert np.isnan(value("margin_f1", of_similarities(SIMILARITY, [(0, 0)])))


def test_a_sentence_is_in_one_pair_and_the_better_pair_wins() -> None:
    # both queries have passage 0 as their best; its better one takes it, and the other gets nothing
    mined = mine(of_similarities([[0.9, 0.1], [0.8, 0.1]], [(1, 0)], k=1))
    # margins with k = 1: (0, 0) .9/.9; (1, 0) .8/.85; passage 1 comes back to query 0, .1/.5, which is taken
    np.testing.assert_allclose(mined.score, [1.0], rtol=1e-6)
    assert mined.right.tolist() == [False]


def test_nothing_right_gives_zero_and_no_threshold() -> None:
    nothing = of_similarities(SIMILARITY, [(0, 1)])
    assert best_threshold(mine(nothing), 1) == (0.0, 0.0)
    assert value("margin_f1_oracle", nothing) == 0.0
    # with no threshold to go by, everything is found
    assert value("margin_f1", of_similarities(SIMILARITY, [(0, 0)]), nothing) == pytest.approx(2 / 3)


def laser(x: np.ndarray, y: np.ndarray, gold: np.ndarray, k: int) -> dict[tuple[int, int], float]:  # type: ignore[type-arg]
    """Pairs of rows and their scores: texts unified, mined in both directions, repeated texts dropped."""
    text_x, text_y = [row.tobytes() for row in x], [row.tobytes() for row in y]
    unique_x, unique_y = list(dict.fromkeys(text_x)), list(dict.fromkeys(text_y))
    vector = dict(zip([*text_x, *text_y], [*x.astype(float), *y.astype(float)], strict=True))
    cosine = {(a, b): float(vector[a] @ vector[b]) for a in unique_x for b in unique_y}
    near_x = {a: sorted(unique_y, key=lambda b: -cosine[a, b])[:k] for a in unique_x}
    near_y = {b: sorted(unique_x, key=lambda a: -cosine[a, b])[:k] for b in unique_y}
    mean_x = {a: sum(cosine[a, b] for b in near) / len(near) for a, near in near_x.items()}
    mean_y = {b: sum(cosine[a, b] for a in near) / len(near) for b, near in near_y.items()}
    margin = {pair: cosine[pair] / ((mean_x[pair[0]] + mean_y[pair[1]]) / 2) for pair in cosine}
    candidates = [(a, max(near, key=lambda b: margin[a, b])) for a, near in near_x.items()]
    candidates += [(max(near, key=lambda a: margin[a, b]), b) for b, near in near_y.items()]
    used: set[tuple[str, bytes]] = set()
    taken = {}
    for a, b in sorted(candidates, key=lambda pair: -margin[pair]):
        if ("x", a) not in used and ("y", b) not in used and margin[a, b] > 0:
            used |= {("x", a), ("y", b)}
            if text_x.count(a) == 1 and text_y.count(b) == 1:
                taken[text_x.index(a), text_y.index(b)] = margin[a, b]
    return taken


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("k", [1, 4, 12])
def test_mining_is_that_of_laser(seed: int, k: int) -> None:
    x, y, gold = random_sides(seed, 40, 50, 20)
    theirs = laser(x, y, gold, k)
    mined = mine(neighbours(side(x), side(y), gold, k=k))
    np.testing.assert_allclose(mined.score, sorted(theirs.values(), reverse=True), rtol=1e-5)
    translations = set(map(tuple, gold.tolist()))
    order = sorted(theirs, key=lambda pair: -theirs[pair])
    assert mined.right.tolist() == [pair in translations for pair in order]
    assert mined.right.any()
    assert not mined.right.all()


@pytest.mark.parametrize("seed", range(20))
def test_no_threshold_is_better_than_the_best(seed: int) -> None:
    rng = np.random.default_rng(seed)
    # few values, so that equal scores are common
    score = np.sort(rng.integers(1, 8, size=12) / 4)[::-1]
    mined = Mined(score, rng.random(12) < 0.5)
    threshold, best = best_threshold(mined, 9)

    def f1(at: float) -> float:
        found = [right for value, right in zip(score, mined.right, strict=True) if value >= at]
        precision, recall = sum(found) / max(len(found), 1), sum(found) / 9
        return 2 * precision * recall / (precision + recall) if sum(found) else 0.0

    tried = [f1(at) for at in np.linspace(0.1, 2.5, 49)]
    assert best == pytest.approx(max(tried))
    assert f1_at(mined, 9, threshold) == pytest.approx(best)
    for at in (0.3, 1.0, 1.6, 9.0):
        assert f1_at(mined, 9, at) == pytest.approx(f1(at))


def test_the_oracle_is_never_below_the_tuned_value() -> None:
    for seed in range(5):
        test, dev = random_neighbours(seed), random_neighbours(seed + 100)
        assert 0 < value("margin_f1", test, dev) <= value("margin_f1_oracle", test)
