"""The held-out batches that a validation loss is the mean of."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from lingmix.config.mix import Monolingual
from lingmix.config.train import Sampling
from lingmix.errors import LingmixError
from lingmix.plan.catalogue import catalogue
from lingmix.plan.draw import draw
from lingmix.train.rows import Rows, training_rows

SEED = 0
"""The batches are the same for every run of every seed, so that losses compare."""


@dataclass(frozen=True)
class HeldOut:
    """Rows of which every ``batch_size`` are a batch."""

    rows: Rows
    batch_size: int


def held_out(pairs: pd.DataFrame, batch_size: int) -> HeldOut:
    """Monolingual batches that hold about as many pairs as there are.

    A batch has ``batch_size`` pairs, or as many as share no passage in the language that has the fewest.

    Raises:
        LingmixError: a language has fewer than two.
    """
    groups = catalogue([pairs])
    fewest = min(len(set(groups.cluster[groups.has[:, lang]])) for lang in range(len(groups.languages)))
    size = min(batch_size, fewest)
    if size < 2:
        raise LingmixError(
            f"train.validation.dataset: '{groups.datasets[0]}' has a language with a single pair, which cannot be told "
            "from others; take two or more of each language, or leave the language out with a subset"
        )
    steps = max(1, len(pairs) // size)
    sampling = Sampling(datasets=(groups.datasets[0],), steps=steps, batch_size=size)
    rows = training_rows(draw(groups, Monolingual(kind="monolingual"), sampling, SEED), [pairs])
    return HeldOut(rows, size)
