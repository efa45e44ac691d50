"""The factorial view of a study: what each factor does to each metric, in every benchmark and setting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from lingmix.config.mix import Mix
from lingmix.config.study import AXES, UNTRAINED, Run
from lingmix.data.dataset import SETTINGS
from lingmix.metrics.score import MACRO
from lingmix.stats.comparisons import name
from lingmix.stats.contrasts import Term
from lingmix.stats.exposure_factors import with_exposure
from lingmix.stats.factor_models import FAMILY, GRID, LINE, SCRIPT, Model, models
from lingmix.stats.factorial import factorial
from lingmix.stats.holm import holm
from lingmix.stats.languages import with_languages
from lingmix.stats.mix_factors import mix_factors
from lingmix.table.labels import Shown, shown_of
from lingmix.table.seen import Seen, seen_by_variant

PLACE = ("benchmark", "setting", "metric")
COLUMNS = (
    *PLACE,
    *("model", "term", "level", "languages", "estimate", "low", "high", "se"),
    *("f", "df", "df_residual", "p", "p_holm", "stratum", "units", "pairs", "pairs_left_out", "note"),
)
TEXTS = (*PLACE, "model", "term", "level", "languages", "stratum", "note")
COUNTS = ("df", "units", "pairs", "pairs_left_out")
SIDES = {side: tuple(f"{side} {what}" for what in (SCRIPT, FAMILY)) for side in ("query", "passage")}
"""What belongs to a query's language, and to a passage's."""
NO_PAIR = "no pair of languages has a value in every run"


def factors(
    metrics: pd.DataFrame, runs: Sequence[Run], mixes: Mapping[str, Mix], seen: Mapping[str, Seen], shown: Shown
) -> pd.DataFrame:
    """Estimate the effects of the grid's axes, of what mixes are, and of languages.

    Args:
        metrics: of all runs, as :func:`lingmix.metrics.score.score` returns them, with the axes of the grid, ``seed``
            and ``benchmark``.
        runs: those of the study.
        mixes: those that runs train on, by name.
        seen: what trained runs saw, by their id (:func:`lingmix.table.seen.seen_by_run`).
        shown: the metrics of each benchmark.

    Returns:
        :data:`COLUMNS`: one row per benchmark, setting, metric, term and level of it, see
        :class:`lingmix.stats.factorial.Factorial`; ``languages`` are those of a script or family, with a space
        between them; ``model`` is one of those of :mod:`lingmix.stats.factor_models`;
        ``p_holm`` is corrected for all terms of a benchmark, setting and metric; ``pairs`` (int64) are the pairs of
        languages behind a row, and ``pairs_left_out`` those in which some run has no value. What cannot be estimated
        is NaN, with a note. No rows where fewer than two variants are trained.
    """
    trained = metrics[
        (metrics["mix"] != UNTRAINED) & (metrics["query_lang"] != MACRO) & (metrics["passage_lang"] != MACRO)
    ]
    if len(trained[list(AXES)].drop_duplicates()) < 2:
        return _typed([])
    frame = trained.assign(variant=[name(axes) for axes in trained[list(AXES)].itertuples(index=False, name=None)])
    known = {name(axes): one for axes, one in seen_by_variant(runs, seen).items() if one is not None}
    facts = mix_factors(mixes)
    parts = dict(iter(frame.groupby(list(PLACE), sort=False)))
    rows: list[dict[str, Any]] = []
    for benchmark in frame["benchmark"].unique():
        for setting in SETTINGS:
            for metric in shown_of(shown, benchmark):
                place = (benchmark, setting, metric)
                if place in parts:
                    found = _of_place(parts[place], known, facts)
                    rows += [{**dict(zip(PLACE, place, strict=True)), **row} for row in found]
    return _typed(rows)


def _of_place(frame: pd.DataFrame, seen: Mapping[str, Seen], facts: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of one benchmark, setting and metric."""
    runs = len(frame[["variant", "seed"]].drop_duplicates())
    complete = frame.groupby(["query_lang", "passage_lang"], sort=False)["value"].transform("count") == runs
    pairs = _pairs(frame)
    rows = frame[complete].merge(facts, on="mix", how="left")
    left_out = pairs - _pairs(rows)
    if rows.empty:
        missing = {"model": GRID, "term": "", "level": "", "languages": "", "stratum": "", "note": NO_PAIR}
        return [{**missing, "df": 0, "units": 0, "pairs": 0, "pairs_left_out": left_out}]
    found = []
    for model in models(with_exposure(with_languages(rows), seen)):
        there = _pairs(model.frame)
        found += [{**row, "pairs": there, "pairs_left_out": pairs - there} for row in _of_model(model)]
    return _corrected(found)


def _of_model(model: Model) -> Iterator[dict[str, Any]]:
    # in the model of α the axes only explain: the grid's has them
    own = [term for term in model.terms if not (model.name == LINE and len(term) == 1 and term[0] in AXES)]
    if model.terms:
        found = factorial(model.frame, model.terms)
        levels = found.levels.merge(found.terms, on="term", suffixes=("", "_of_term"), sort=False)
        of_term = {
            "df": "df_of_term",
            **{column: column for column in ("f", "df_residual", "p", "stratum", "units", "note")},
        }
        shown = levels[levels["term"].isin(map(_named, own))]
        of_levels = _languages(model)
        for row in shown.to_dict("records"):
            own_values = {column: row[column] for column in ("term", "estimate", "low", "high", "se")}
            rest = {column: row[source] for column, source in of_term.items()}
            level = model.numbers.get(str(row["term"])) or _level(str(row["level"]))
            languages = " ".join(sorted(of_levels.get((str(row["term"]), level), ())))
            yield {"model": model.name, "level": level, "languages": languages, **own_values, **rest}
    for term, note in model.left_out.items():
        missing = {"term": _named(term), "level": "", "languages": "", "stratum": "", "units": 0, "df": 0, "note": note}
        yield {"model": model.name, **missing}


def _languages(model: Model) -> dict[tuple[str, str], list[str]]:
    """By term and level, the languages that have the level's script or family."""
    found: dict[tuple[str, str], list[str]] = {}
    for term in model.terms:
        sides = {side for factor in term for side in SIDES if factor in SIDES[side]}
        if len(sides) == 1:
            (side,) = sides
            for *levels, language in model.frame[[*term, f"{side}_lang"]].astype("str").drop_duplicates().to_numpy():
                found.setdefault((_named(term), " × ".join(levels)), []).append(language)
    return found


def _named(term: Term) -> str:
    return " × ".join(term)


def _level(level: str) -> str:
    """Without what stands for the slope of a number."""
    return " × ".join(part for part in level.split(" × ") if part != "slope")


def _corrected(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With p corrected for all terms."""
    p = {(row["model"], row["term"]): row.get("p", np.nan) for row in rows}
    corrected = dict(zip(p, holm(np.array(list(p.values()), dtype=np.float64)), strict=True))
    return [{**row, "p_holm": corrected[row["model"], row["term"]]} for row in rows]


def _pairs(frame: pd.DataFrame) -> int:
    return len(frame[["query_lang", "passage_lang"]].drop_duplicates())


def _typed(rows: list[dict[str, Any]]) -> pd.DataFrame:
    types = {column: "str" if column in TEXTS else "int64" if column in COUNTS else "float64" for column in COLUMNS}
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(types)
