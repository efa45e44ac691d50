"""Small tables of pairs over the words of ``tiny_static``, and plans that draw from them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sentence_transformers import SentenceTransformer

from lingmix.config.train import Optimisation
from lingmix.objectives.terms.info_nce import InfoNCE
from lingmix.train.rows import Rows, training_rows
from lingmix.train.run import train

GROUPS, SIZE, STEPS = 14, 4, 12


def pairs(groups: int = GROUPS, negatives: int = 0, dataset: str = "own", words: int = 40) -> pd.DataFrame:
    """Each group in German and English; texts are of two or three words."""
    rng = np.random.default_rng(0)
    rows = []
    for group in range(groups):
        for lang in ("de", "en"):
            a, b, c, d, *others = rng.integers(0, words, size=4 + negatives)
            rows.append(
                (f"g{group}", dataset, lang, f"w{a} w{b}", f"w{c} w{d} w{a}", [f"w{other}" for other in others])
            )
    return pd.DataFrame(rows, columns=["group", "dataset", "lang", "query", "passage", "negatives"])


def plan(steps: int = STEPS, size: int = SIZE, groups: int = GROUPS, dataset: str = "own") -> pd.DataFrame:
    """German queries, English passages, every second row without a translation."""
    rows = [
        (step, slot, f"g{(step * size + slot) % groups}", dataset, "de", "en", "en" if slot % 2 else None)
        for step in range(steps)
        for slot in range(size)
    ]
    columns = ["step", "slot", "group", "dataset", "query_lang", "passage_lang", "translation_lang"]
    return pd.DataFrame(rows, columns=columns)


def make_rows(negatives: int = 0, steps: int = STEPS, **options: Any) -> Rows:
    return training_rows(plan(steps), [pairs(negatives=negatives, **options)], negatives)


def run(model: SentenceTransformer, folder: Path, rows: Rows | None = None, **values: Any) -> dict[str, Any]:
    """Train with InfoNCE unless told otherwise, a checkpoint after each step."""
    own = {key: values.pop(key) for key in ("terms", "extras", "validation", "trackers", "plan") if key in values}
    terms = own.pop("terms", {"info_nce": InfoNCE()})
    seconds: float = values.pop("checkpoint_seconds", 0)
    optimisation = Optimisation(**{"learning_rate": 0.01, "temperature": 0.1, **values})
    return train(
        model,
        make_rows() if rows is None else rows,
        terms,
        optimisation,
        batch_size=SIZE,
        seed=5,
        checkpoints=folder,
        checkpoint_seconds=seconds,
        **own,
    )


def texts(rows: Rows, numbers: Sequence[int] | np.ndarray[Any, Any]) -> list[str]:
    return [rows.texts[number] for number in numbers]
