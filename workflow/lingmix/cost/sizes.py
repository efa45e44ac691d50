"""How large what a study works on is, before and after it is there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lingmix.config.dataset import Mined
from lingmix.config.parts import leaves, passages_of
from lingmix.config.study import Study
from lingmix.data import registry


@dataclass(frozen=True)
class Size:
    """Texts of a benchmark; None where no source states the number.

    Attributes:
        counted: whether the rows of its tables were counted. Before they are made, the registry's numbers are taken:
            a part in proportion.
    """

    queries: int | None
    passages: int | None
    counted: bool


def size_of(study: Study, dataset: str, results: Path) -> Size:
    """The texts of a benchmark, of the tables below ``results`` where all of them are there."""
    import pyarrow.parquet as pq

    found = leaves(study, dataset)
    files = [_tables(study, leaf, results) for leaf in found]
    if all(file.is_file() for queries, passages in files for file in (queries, *passages)):
        rows = [
            [sum(pq.read_metadata(file).num_rows for file in some) for some in ((queries,), passages)]
            for queries, passages in files
        ]
        return Size(sum(row[0] for row in rows), sum(row[1] for row in rows), counted=True)
    known = [_stated(study, leaf) for leaf in found]
    return Size(_total([queries for queries, _ in known]), _total([passages for _, passages in known]), counted=False)


def pairs_of(study: Study, dataset: str, results: Path) -> int | None:
    """How many pairs a training set has, of its table where that is there; None where it is not known."""
    import pyarrow.parquet as pq

    own = dataset in study.datasets
    table = (results / study.study / "data" if own else results / "data") / dataset / "pairs.parquet"
    if table.is_file():
        return int(pq.read_metadata(table).num_rows)
    if not own:
        return registry.get(dataset).size
    spec = study.datasets[dataset]
    # the same pairs, with negatives
    return pairs_of(study, spec.of, results) if isinstance(spec, Mined) else None


def _stated(study: Study, leaf: str) -> tuple[int | None, int | None]:
    """Queries and passages of a data set as the registry has them, of a part of one their share of both."""
    spec = study.datasets.get(leaf)
    if spec is None:
        whole = registry.get(leaf)
        return whole.asked, whole.size
    if spec.kind != "subset" or spec.of in study.datasets:
        return None, None
    whole = registry.get(spec.of)
    queries, passages = _stated(study, spec.of)
    if whole.groups is None or queries is None:
        return None, None
    share = min(1.0, (spec.groups or whole.groups) / whole.groups)
    if spec.languages is not None:
        share *= len(set(spec.languages) & set(whole.languages)) / len(whole.languages)
    return round(queries * share), None if passages is None else round(passages * share)


def _tables(study: Study, leaf: str, results: Path) -> tuple[Path, list[Path]]:
    """The files of its queries and of its passages."""
    own = leaf in study.datasets
    folder = (results / study.study / "data" if own else results / "data") / leaf
    names = ["passages" if part.file is None else f"passages/{part.file}" for part in passages_of(study, leaf)]
    return folder / "queries.parquet", [folder / f"{name}.parquet" for name in names]


def _total(numbers: list[int | None]) -> int | None:
    return None if None in numbers else sum(number or 0 for number in numbers)
