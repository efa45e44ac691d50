"""Wins, ties and losses of one variant against another, over pairs of languages or over query languages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lingmix.stats.spread import Spread


@dataclass(frozen=True)
class Wins:
    """In how many of ``count`` places a variant is better, equal or worse.

    Attributes:
        wins, ties, losses: differences above, within and below ± the tie; they sum to ``count``.
        clear_wins, clear_losses: those of them whose own 95 % interval, not corrected for their number, leaves out 0.
    """

    count: int
    wins: int
    ties: int
    losses: int
    clear_wins: int
    clear_losses: int


def wins(found: Spread, tie: float, higher_is_better: bool) -> Wins:
    """Count differences.

    Args:
        found: differences, this variant minus the other.
        tie: in the metric's units; smaller differences are none.
        higher_is_better: if not, a negative difference is a win.
    """
    better = found.estimate if higher_is_better else -found.estimate
    # without an interval, as with a single group, nothing is clear
    clear = np.abs(better) > np.nan_to_num(found.half_width(), nan=np.inf)
    won, lost = (better > 0) & (better >= tie), (better < 0) & (-better >= tie)
    counts = [len(better), won.sum(), (~won & ~lost).sum(), lost.sum(), (won & clear).sum(), (lost & clear).sum()]
    return Wins(*[int(number) for number in counts])
