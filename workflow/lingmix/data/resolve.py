"""The tables of a study's own data sets, from the files or the data sets that its entry names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import TypeAdapter

from lingmix.config.dataset import Beir, DatasetSpec, Files, HubRows, Subset, Union
from lingmix.data.beir import read_beir
from lingmix.data.own import read_pairs, read_retrieval, retrieval_of_pairs
from lingmix.data.subset import subset, subset_of_pairs
from lingmix.data.tables import Retrieval, joined_pairs, pairs_of
from lingmix.data.tables import read_retrieval as read_tables
from lingmix.errors import LingmixError

Paths = Mapping[str, str | Sequence[str]]


def own_retrieval(spec: Mapping[str, Any], paths: Paths, name: str) -> Retrieval:
    """A study's own benchmark.

    Args:
        spec: the entry under ``datasets``.
        paths: where its parts are: ``pairs``; or ``queries``, ``passages`` and ``qrels``, the user's files or, for a
            subset, the tables of the data set it is a part of.
        name: the entry's name.

    Raises:
        LingmixError: naming what is wrong with the user's rows, by file and line.
    """
    match entry := _entry(spec):
        case Subset():
            return subset(
                read_tables(paths),
                name=name,
                languages=entry.languages,
                groups=entry.groups,
                passage_text=entry.passage_text,
            )
        case Files() | HubRows() if entry.pairs is not None:
            return retrieval_of_pairs(read_pairs(_files(paths["pairs"]), name, **entry.reading()), name)
        case Files() | HubRows():
            three = _three(paths)
            return read_retrieval(three["queries"], three["passages"], three["qrels"], name, **entry.reading())
        case Beir():
            return read_beir(_three(paths), entry.language, name)
    raise LingmixError(f"data set '{name}' is of kind {entry.kind}, which has no tables of its own for evaluation")


def own_pairs(spec: Mapping[str, Any], paths: Paths, name: str) -> pd.DataFrame:
    """A study's own training pairs; errors as for :func:`own_retrieval`.

    Args:
        spec: the entry under ``datasets``.
        paths: ``pairs``, one or several files; or as for :func:`own_retrieval`.
        name: the entry's name.
    """
    entry = _entry(spec)
    if isinstance(entry, Files | HubRows) and entry.pairs is not None:
        return read_pairs(_files(paths["pairs"]), name, **entry.reading())
    if isinstance(entry, Subset | Union) and "pairs" in paths:
        pairs = joined_pairs(paths["pairs"], name)
        if isinstance(entry, Subset):
            return subset_of_pairs(pairs, name=name, languages=entry.languages, groups=entry.groups)
        return pairs
    return pairs_of(own_retrieval(spec, paths, name), name)


def _files(paths: str | Sequence[str]) -> list[Path]:
    return [Path(path) for path in ([paths] if isinstance(paths, str) else paths)]


def _three(paths: Paths) -> dict[str, list[Path]]:
    return {table: _files(paths[table]) for table in ("queries", "passages", "qrels")}


def _entry(spec: Mapping[str, Any]) -> Any:
    return TypeAdapter(DatasetSpec).validate_python(dict(spec))
