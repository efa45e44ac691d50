"""The tables of a study's own data sets, from the files or the data set that its entry names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import TypeAdapter

from lingmix.config.dataset import DatasetSpec, Mined, Subset
from lingmix.data.own import read_pairs, read_retrieval, retrieval_of_pairs
from lingmix.data.subset import subset
from lingmix.data.tables import Retrieval, pairs_of
from lingmix.data.tables import read_retrieval as read_tables
from lingmix.errors import LingmixError


def own_retrieval(spec: Mapping[str, Any], paths: Mapping[str, str], name: str) -> Retrieval:
    """A study's own benchmark.

    Args:
        spec: the entry under ``datasets``.
        paths: where its parts are: ``pairs``; or ``queries``, ``passages`` and ``qrels``, the user's files or, for a
            subset, the tables of the data set it is a part of.
        name: the entry's name.

    Raises:
        LingmixError: naming what is wrong with the user's rows, by file and line.
    """
    entry = TypeAdapter(DatasetSpec).validate_python(dict(spec))
    if isinstance(entry, Subset):
        return subset(
            read_tables(paths),
            name=name,
            languages=entry.languages,
            groups=entry.groups,
            passage_text=entry.passage_text,
        )
    if isinstance(entry, Mined):
        raise LingmixError(f"data set '{name}' is mined for negatives, which serves training only")
    if entry.pairs is not None:
        return retrieval_of_pairs(read_pairs(Path(paths["pairs"]), name), name)
    return read_retrieval(Path(paths["queries"]), Path(paths["passages"]), Path(paths["qrels"]), name)


def own_pairs(spec: Mapping[str, Any], paths: Mapping[str, str], name: str) -> pd.DataFrame:
    """A study's own training pairs; arguments and errors as for :func:`own_retrieval`."""
    if spec.get("pairs") is not None:
        return read_pairs(Path(paths["pairs"]), name)
    return pairs_of(own_retrieval(spec, paths, name), name)
