"""What batches can be drawn from: which group exists in which language, and which groups share a passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from lingmix.errors import LingmixError

COLUMNS = ("group", "dataset", "lang", "passage")
"""The columns of training pairs that a catalogue is made from."""
ROWS = 1 << 18
"""Texts hashed at a time, which bounds the memory that it takes."""


@dataclass(frozen=True)
class Catalogue:
    """G groups in L languages from D data sets, as arrays.

    Attributes:
        groups: group ids, length G; unique within a data set.
        datasets: data set names, length D.
        languages: language tags, length L, sorted.
        dataset: int64 (G,), the number of each group's data set.
        has: bool (G, L), whether a group has a pair in a language.
        cluster: int64 (G,). Groups that share a passage text in any language, directly or through others, have one
            cluster; a batch holds at most one group of a cluster, so that no batch punishes a correct passage.
    """

    groups: list[str]
    datasets: list[str]
    languages: list[str]
    dataset: NDArray[np.int64]
    has: NDArray[np.bool_]
    cluster: NDArray[np.int64]

    def members(self, query_lang: int, passage_lang: int) -> NDArray[np.int64]:
        """Numbers of the groups that have both languages, ascending."""
        return np.flatnonzero(self.has[:, query_lang] & self.has[:, passage_lang])


def catalogue(pairs: Sequence[pd.DataFrame]) -> Catalogue:
    """The catalogue of one or more tables of training pairs (see :func:`lingmix.data.tables.training_pairs`).

    Columns other than :data:`COLUMNS` are not needed.

    Raises:
        LingmixError: no pairs, or two tables of one data set.
    """
    if not pairs:
        raise LingmixError("no training pairs: name at least one data set under train.datasets")
    frame = pd.concat([table[list(COLUMNS)] for table in pairs], ignore_index=True)
    keys = frame.groupby(["dataset", "group"], sort=True)
    number = keys.ngroup().to_numpy().astype(np.int64)
    index = keys.size().index
    lang, languages = pd.factorize(frame["lang"], sort=True)
    dataset, datasets = pd.factorize(index.get_level_values("dataset"), sort=True)
    has = np.zeros((len(index), len(languages)), dtype=bool)
    has[number, lang] = True
    if has.sum() < len(frame):
        row = frame[frame.duplicated(["dataset", "group", "lang"])].iloc[0]
        raise LingmixError(f"group '{row['group']}' of data set '{row['dataset']}' comes twice in '{row['lang']}'")
    return Catalogue(
        groups=list(index.get_level_values("group")),
        datasets=list(datasets),
        languages=list(languages),
        dataset=dataset.astype(np.int64),
        has=has,
        cluster=_clusters(number, _text_numbers(frame["passage"]), len(index)),
    )


def _text_numbers(texts: pd.Series) -> NDArray[np.int64]:
    """A number for each distinct text.

    They are told apart by a 64-bit hash, which takes less memory than the texts. Should two share one (among 10
    million texts with probability 3e-6), their groups would only be kept out of one batch.
    """
    hashes = np.empty(len(texts), dtype=np.uint64)
    for start in range(0, len(texts), ROWS):
        part = texts.iloc[start : start + ROWS].to_numpy(dtype=object)
        hashes[start : start + ROWS] = pd.util.hash_array(part, categorize=False)
    return pd.factorize(hashes)[0]


def _clusters(group: NDArray[np.int64], text: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Connected components of the graph that joins groups through equal passage texts."""
    shared = np.bincount(text)[text] > 1
    group, text = group[shared], pd.factorize(text[shared])[0]
    nodes = size + len(text)
    graph = coo_array((np.ones(len(group), dtype=np.int8), (group, size + text)), shape=(nodes, nodes))
    component: NDArray[np.int64] = connected_components(graph, directed=False)[1][:size].astype(np.int64)
    return component
