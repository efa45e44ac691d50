"""Texts of benchmarks that are also texts of a training set."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lingmix.leakage.near import near

COLUMNS = (
    "benchmark",
    "dataset",
    "side",
    "kind",
    "lang",
    "id",
    "group",
    "training_side",
    "training_lang",
    "training_group",
    "similarity",
    "text",
)
EXACT, NEAR = "exact", "near"


def overlap(evaluated: pd.DataFrame, dataset: str, trained: pd.DataFrame) -> pd.DataFrame:
    """Every text of the benchmarks that training has too, or nearly.

    Args:
        evaluated: as :func:`lingmix.leakage.texts.evaluated` returns it, of one benchmark or of several below each
            other, so that a training set is read through once.
        dataset: the training set's name.
        trained: as :func:`lingmix.leakage.texts.trained` returns it.

    Returns:
        :data:`COLUMNS`: the benchmark, its ``side`` ("query" or "passage"), ``lang``, ``id``, ``group`` and ``text``;
        the most similar text of the training set, by ``training_side``, ``training_lang`` and ``training_group``;
        ``kind`` ("exact" after normalisation, or "near") and ``similarity`` (float64, Jaccard, 1 if exact). Each text
        of the benchmark once; in its order.
    """
    said = {"side": "training_side", "lang": "training_lang", "group": "training_group"}
    texts = evaluated.assign(place=np.arange(len(evaluated)))
    known = trained[[*said, "key"]].rename(columns=said)
    exact = texts.merge(known.drop_duplicates("key"), on="key").assign(kind=EXACT, similarity=1.0)
    rest = texts[~texts["key"].isin(exact["key"])]
    close = rest.merge(_nearest(rest["key"].drop_duplicates().tolist(), known), on="key").assign(kind=NEAR)
    found = pd.concat([exact, close]).sort_values("place", ignore_index=True)
    return found.assign(dataset=dataset)[list(COLUMNS)]


def _nearest(keys: list[str], known: pd.DataFrame) -> pd.DataFrame:
    """For every key that has a near duplicate: the most similar, the first of equals."""
    others = known.drop_duplicates("key", ignore_index=True)
    rows = [(keys[text], other, alike) for text, other, alike in near(keys, others["key"].tolist())]
    found = pd.DataFrame(rows, columns=["key", "other", "similarity"]).astype({"similarity": "float64"})
    best = found.sort_values(["similarity", "other"], ascending=[False, True], kind="stable").drop_duplicates("key")
    return best.join(others.drop(columns="key"), on="other").drop(columns="other")
