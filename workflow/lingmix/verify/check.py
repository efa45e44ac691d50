"""Follow a value of a study from the texts to the table, by a path that shares no code with the one that made it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from lingmix.errors import LingmixError
from lingmix.verify.measures import is_known, value
from lingmix.verify.ranks import Encode, bounds

ALL, MACRO = "all", "macro"
KEY = ("setting", "query_lang", "passage_lang", "metric")
SAME = 1e-9
"""Means of the same numbers may differ by so much, whatever they are summed in."""
SHOWN = 1e-6
"""And so much where one is written with six decimals."""


@dataclass(frozen=True)
class Source:
    """A run on a benchmark.

    Attributes:
        run: its id.
        variant: encoder, mix, objective and augmentation.
        benchmark: its name.
        queries, passages, qrels: the files of the benchmark's tables.
        ranks, metrics: the run's tables.
    """

    run: str
    variant: tuple[str, ...]
    benchmark: str
    queries: tuple[str, ...]
    passages: tuple[str, ...]
    qrels: tuple[str, ...]
    ranks: str
    metrics: str


@dataclass(frozen=True)
class Checked:
    """What came of a value.

    Attributes:
        run, benchmark, setting, query_lang, passage_lang, metric: which.
        value: as the study has it.
        recomputed: from the study's ranks; None where it was not.
        ranks, rounded: how many ranks were recomputed from the texts, and of how many rounding may have decided.
        wrong: what disagrees, one sentence each.
        skipped: why it was not recomputed; empty if it was.
    """

    run: str
    benchmark: str
    setting: str
    query_lang: str
    passage_lang: str
    metric: str
    value: float
    recomputed: float | None = None
    ranks: int = 0
    rounded: int = 0
    wrong: tuple[str, ...] = ()
    skipped: str = ""

    def as_json(self) -> dict[str, Any]:
        """All of it as JSON values."""
        return asdict(self)


def choose(sources: Sequence[Source], cells: int, seed: int) -> list[tuple[Source, dict[str, Any]]]:
    """So many values of runs on pairs of languages, drawn without replacement, by run and benchmark.

    Raises:
        LingmixError: a run has no metrics yet.
    """
    absent = [source.metrics for source in sources if not Path(source.metrics).is_file()]
    if absent:
        raise LingmixError(f"{len(absent)} of {len(sources)} tables of metrics are not there, such as {absent[0]}")
    there: list[tuple[int, dict[str, Any]]] = []
    for number, source in enumerate(sources):
        rows = pd.read_parquet(source.metrics, columns=[*KEY, "value", "queries"])
        pairs = rows[(rows["query_lang"] != MACRO) & (rows["passage_lang"] != MACRO) & (rows["queries"] > 0)]
        there += [(number, {str(key): found for key, found in row.items()}) for row in pairs.to_dict("records")]
    drawn = random.Random(seed).sample(range(len(there)), min(cells, len(there)))
    return [(sources[there[number][0]], there[number][1]) for number in sorted(drawn)]


def check(source: Source, cell: Mapping[str, Any], encode: Encode, most: int) -> Checked:
    """Recompute a value of a run on a pair of languages.

    The ranks behind it must be possible ones, given the texts and the model; and what follows from them must be the
    value.

    Args:
        source: the run and the benchmark.
        cell: ``setting``, ``query_lang``, ``passage_lang``, ``metric``, ``value`` and ``queries``.
        encode: the run's model.
        most: passages of a pool, above which it is skipped.
    """
    told = float(cell["value"])
    who: dict[str, Any] = {"run": source.run, "benchmark": source.benchmark, "value": told}
    who |= {key: str(cell[key]) for key in KEY}
    metric, pool = str(cell["metric"]), str(cell["passage_lang"])
    if not is_known(metric):
        return Checked(**who, skipped="the metric compares whole sets of sentences")
    within = None if pool == ALL else [("lang", "==", pool)]
    # read_parquet with a filter reads what passes it only
    size = len(_read(source.passages, ["passage"], within))
    if size > most:
        return Checked(**who, skipped=f"a pool of {size:,} passages")
    wrong: list[str] = []
    queries = _read(source.queries, ["group", "text", "part"], [("lang", "==", cell["query_lang"])])
    queries = queries[~queries["part"].str.endswith("-dev")]
    passages = _read(source.passages, ["passage", "text", "part"], within)
    found = bounds(queries, passages, _read(source.qrels, ["group", "passage"], within), encode)
    ranks = pd.read_parquet(source.ranks, filters=[("query_lang", "==", cell["query_lang"]), ("pool", "==", pool)])
    pairs = zip(ranks["group"].astype(str), ranks["passage"].astype(str), strict=True)
    theirs = dict(zip(pairs, ranks["rank"].tolist(), strict=True))
    if theirs.keys() != found.keys():
        wrong.append(f"{len(theirs)} ranks where {len(found)} passages are relevant")
    outside = [key for key in theirs.keys() & found.keys() if not found[key].best <= theirs[key] <= found[key].worst]
    for key in sorted(outside)[:3]:
        said = f"{found[key].best} to {found[key].worst}"
        wrong.append(f"'{key[1]}' has rank {theirs[key]} for '{key[0]}', and cannot but have {said}")
    if len(outside) > 3:
        wrong.append(f"so have {len(outside) - 3} more ranks")
    by_query: dict[str, list[int]] = {}
    for (group, _), rank in theirs.items():
        by_query.setdefault(group, []).append(rank)
    values = [one for some in by_query.values() if (one := value(metric, some)) is not None]
    mean = sum(values) / len(values) if values else None
    if mean is None or abs(mean - told) > SAME * max(1.0, abs(mean)):
        wrong.append(f"{metric} is {told!r}, but {mean!r} follows from its ranks")
    if len(values) != int(cell["queries"]):
        wrong.append(f"it is said to be over {cell['queries']} queries, and is over {len(values)}")
    rounded = sum(one.best != one.worst for one in found.values())
    return Checked(**who, recomputed=mean, ranks=len(found), rounded=rounded, wrong=tuple(wrong))


def check_row(sources: Sequence[Source], table: pd.DataFrame, cell: Mapping[str, Any]) -> list[str]:
    """What disagrees in the table's row over all languages that a cell goes into: the mean over pairs, then over seeds.

    Args:
        sources: all runs of the cell's variant on its benchmark.
        table: ``ablation.csv``.
        cell: with ``setting`` and ``metric``.
    """
    setting, metric = str(cell["setting"]), str(cell["metric"])
    seeds = []
    for source in sources:
        rows = pd.read_parquet(source.metrics, columns=[*KEY, "value", "queries"])
        there = rows[(rows["setting"] == setting) & (rows["metric"] == metric) & (rows["queries"] > 0)]
        pairs = there[(there["query_lang"] != MACRO) & (there["passage_lang"] != MACRO)]["value"].tolist()
        seeds.append(sum(pairs) / len(pairs))
    mean = sum(seeds) / len(seeds)
    first = sources[0]
    axes = ("encoder", "mix", "objective", "augmentation")
    wanted = {**dict(zip(axes, first.variant, strict=True)), "benchmark": first.benchmark}
    row = table
    for column, name in {**wanted, "setting": setting, "metric": metric}.items():
        row = row[row[column] == name]
    where = f"ablation.csv, {' '.join(first.variant)}, {first.benchmark}, {setting}, {metric}"
    if len(row) != 1:
        return [f"{where}: {len(row)} rows"]
    shown = float(row["mean"].iloc[0])
    return [] if abs(shown - mean) <= SHOWN * max(1.0, abs(mean)) else [f"{where}: {shown}, but {mean:.6f} follows"]


def _read(files: Sequence[str], columns: list[str], filters: list[tuple[str, str, str]] | None) -> pd.DataFrame:
    return pd.concat([pd.read_parquet(file, columns=columns, filters=filters) for file in files], ignore_index=True)
