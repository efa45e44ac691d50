"""The factorial view as people read it: an overview per benchmark, and a sheet per setting and metric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lingmix.stats.effects import LEVEL
from lingmix.stats.factor_models import (
    ALPHA,
    BEND,
    DATA,
    FAMILY,
    GRID,
    LINE,
    PAIR_SEEN,
    PARALLEL,
    PASSAGE_SEEN,
    QUERY_SEEN,
    SCRIPT,
)
from lingmix.table.factor_levels import level_text
from lingmix.table.labels import decimals, heading
from lingmix.table.pivot import DIFFERS, printed

NOTHING = "Nothing to estimate: factors are compared between trained variants, and this study has fewer than two."
NOTES = (
    "What this is: an analysis of variance over the trained runs. It says how much each factor of the study moves a "
    "metric by itself (mix), how much what languages are does (script pair), and whether one factor matters more or "
    "less depending on another (mix × objective).",
    "How to read it: an effect is how far a level lies above or below the mean of its factor's levels, in the metric's "
    "units, with its 95 % interval; of a combination, what it adds to the effects of its parts. Where the grid has "
    "holes, levels are compared over what all of them have.",
    f"How sure: p is of a factor as a whole, corrected for all factors of a table (Holm); {DIFFERS} is p < {LEVEL:g}. "
    "Intervals are not corrected. – is missing, and a line below the table says why; empty does not apply.",
    "Sure of what: a factor is judged by how much those differ that it belongs to. A mix is judged over plans (the "
    "batches drawn for a mix and a seed, which all objectives share), an objective over runs, a script over languages, "
    "and whether a mix matters more in a script, over what mixes do in each language. So p is about other plans, runs "
    "or languages with the same questions; it says nothing about other questions, unlike p in the table of "
    "differences.",
)
LINE_NOTE = (
    "α is the share of monolingual batches: 0 is all crosslingual, 1 all monolingual. Its effect is that of going in a "
    f"straight line from the lowest to the highest that the study has; '{BEND}' is how far these two ends lie above "
    "halfway, so that below 0 a mixture is higher than the line."
)
SIZE_NOTE = "Data size and parallel size are in groups, that is, questions with their translations."
LANGUAGES_NOTE = "In brackets behind a script or a family: its language in the benchmark, or how many it has."
TOGETHER_NOTE = "Script and family go together: each is looked at without the other."
SEEN_NOTE = "In training: whether a variant's batches held the language, or the two languages together."
LISTED = 4
"""Levels that a table lists; of a factor with more, the lowest and the highest."""


@dataclass(frozen=True)
class FactorSheet:
    """One setting and metric of a benchmark.

    Attributes:
        rows: factor, level, effect, interval, p and what it is judged over; the factor, p and the last once for each
            factor.
        notes: what could not be estimated, and why.
    """

    setting: str
    metric: str
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class FactorOverview:
    """One benchmark.

    Attributes:
        columns: settings and metrics.
        rows: names of factors, each with a text for every column.
    """

    benchmark: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    sheets: tuple[FactorSheet, ...]


SHEET_HEADS = ("factor", "level", "effect", "95 % interval", "p", "judged over")


def factor_overviews(table: pd.DataFrame) -> list[FactorOverview]:
    """Arrange a table of :func:`lingmix.stats.factors.factors`, which may have no rows."""
    return [_overview(str(benchmark), rows) for benchmark, rows in table.groupby("benchmark", sort=False)]


def factor_notes(table: pd.DataFrame) -> list[str]:
    """What a reader needs beside the tables."""
    if table.empty:
        return [NOTHING]
    estimated = table[table["estimate"].notna()]
    there = {factor for term in estimated["term"].unique() for factor in str(term).split(" × ")}
    kinds = {factor.split()[-1] if factor.split()[0] in ("query", "passage") else factor for factor in there}
    both = {SCRIPT, FAMILY} <= kinds or {f"{SCRIPT} pair", f"{FAMILY} pair"} <= kinds
    own = (
        (ALPHA in there, LINE_NOTE),
        (bool({DATA, PARALLEL} & there), SIZE_NOTE),
        (bool({SCRIPT, FAMILY} & kinds), LANGUAGES_NOTE),
        (both, TOGETHER_NOTE),
        (bool({QUERY_SEEN, PASSAGE_SEEN, PAIR_SEEN} & there), SEEN_NOTE),
    )
    return [*NOTES, *(note for wanted, note in own if wanted)]


def spread(levels: pd.DataFrame) -> float:
    """From the lowest level of a term to the highest; of a number, its effect. NaN where it is not estimated."""
    if _is_number(levels):
        return float(levels["estimate"].iloc[0])
    return float(levels["estimate"].max(skipna=False) - levels["estimate"].min(skipna=False))


def terms_of(rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Each term of one setting and metric with its rows; what is missing because of the data has no name."""
    return [(str(term), own) for (_, term), own in rows.groupby(["model", "term"], sort=False) if term]


def _overview(benchmark: str, rows: pd.DataFrame) -> FactorOverview:
    parts = {(str(s), str(m)): own for (s, m), own in rows.groupby(["setting", "metric"], sort=False)}
    columns = tuple(sorted(parts, key=lambda place: list(dict.fromkeys(s for s, _ in parts)).index(place[0])))
    texts: dict[str, dict[tuple[str, str], str]] = {}
    for place, own in parts.items():
        for term, levels in terms_of(own):
            texts.setdefault(term, {})[place] = _spread_text(levels, place[1])
    order = [term for term in _in_order(rows) if any(text != "–" for text in texts[term].values())]
    return FactorOverview(
        benchmark,
        columns,
        tuple((term, tuple(texts[term].get(place, "") for place in columns)) for term in order),
        tuple(_sheet(*place, own) for place, own in parts.items()),
    )


def _in_order(rows: pd.DataFrame) -> list[str]:
    """The grid's terms first, then those of α, scripts and families."""
    terms = rows.loc[rows["term"] != "", ["model", "term"]].drop_duplicates()
    place = terms["model"].map([GRID, LINE, SCRIPT, FAMILY].index)
    return list(dict.fromkeys(terms["term"].iloc[place.argsort(kind="stable")]))


def _spread_text(levels: pd.DataFrame, metric: str) -> str:
    value = spread(levels)
    if pd.isna(value):
        return "–"
    places = decimals(metric)
    text = signed(value, places) if _is_number(levels) else printed(value, places)
    return text + (DIFFERS if levels["p_holm"].iloc[0] < LEVEL else "")


def _sheet(setting: str, metric: str, rows: pd.DataFrame) -> FactorSheet:
    lines: list[tuple[str, ...]] = []
    lacking: dict[str, list[str]] = {}
    quiet: list[str] = []
    for term, levels in terms_of(rows):
        first = levels.iloc[0]
        if first["note"]:
            lacking.setdefault(str(first["note"]), []).append(term)
        # one that cannot be judged is shown without an interval, a combination not at all
        if pd.isna(first["p_holm"]) and (" × " in term or levels["estimate"].isna().any()):
            continue
        over = f"{first['units']:,} {first['stratum']}"
        if " × " in term and not first["p_holm"] < LEVEL:
            quiet.append(f"{term} ({_spread_text(levels, metric)}, p = {p_cell(first['p_holm'])}, {over})")
            continue
        shown = _lines(levels, decimals(metric))
        for number, line in enumerate(shown):
            once = (term, p_cell(first["p_holm"]), over) if number == 0 else ("", "", "")
            lines.append((once[0], *line, *once[1:]))
    notes = [f"Combinations without an effect that shows, with their spread: {'; '.join(quiet)}."] if quiet else []
    notes += [f"{', '.join(terms)}: {note}." for note, terms in lacking.items()]
    return FactorSheet(setting, metric, tuple(lines), (*notes, *_about_pairs(rows)))


def _lines(levels: pd.DataFrame, places: int) -> list[tuple[str, str, str]]:
    """Level, effect and interval."""
    if levels["estimate"].isna().all():
        return [("", "–", "–")]
    chosen, note = levels, {}
    if len(levels) > LISTED:
        ends = levels["estimate"].idxmin(), levels["estimate"].idxmax()
        chosen = levels.loc[list(ends)]
        note = dict(zip(ends, (f", lowest of {len(levels)}", f", highest of {len(levels)}"), strict=True))
    return [
        (f"{shown_level(row)}{note.get(index, '')}", signed(row["estimate"], places), _interval(row, places))
        for index, row in chosen.iterrows()
    ]


def shown_level(row: pd.Series[Any]) -> str:
    """The level of a row of the table in words."""
    return level_text(str(row["term"]), str(row["level"]), str(row["languages"]))


def _interval(row: pd.Series[Any], places: int) -> str:
    if pd.isna(row["low"]):
        return "–"
    return f"[{signed(row['low'], places)}, {signed(row['high'], places)}]"


def _about_pairs(rows: pd.DataFrame) -> list[str]:
    """Of how many pairs of languages the numbers are, where it is not all of them."""
    found = []
    for model, own in rows.groupby("model", sort=False):
        out, there = int(own["pairs_left_out"].iloc[0]), int(own["pairs"].iloc[0])
        if out and not there:
            found.append(f"{own['note'].iloc[0]}.")
        elif out:
            why = "some run has no value or a language's is not known" if model != LINE else "some run has no value"
            terms = ", ".join(dict.fromkeys(term for term in own["term"] if term))
            found.append(f"{out:,} of {there + out:,} pairs of languages are left out, since {why}: {terms}.")
    return found


def _is_number(levels: pd.DataFrame) -> bool:
    return len(levels) == 1 and levels["term"].iloc[0] in (ALPHA, BEND)


def p_cell(p: float) -> str:
    """A p for a table: ``< 0.001``, ``0.031``, ``–`` where there is none."""
    return "–" if pd.isna(p) else "< 0.001" if p < 0.001 else f"{p:.3f}"


def signed(value: float, places: int) -> str:
    """With its sign, for example ``+0.012``; what prints as zero has none, and ``–`` is missing."""
    text = printed(value, places)
    if text and float(text) == 0:
        return text.removeprefix("-")
    return f"{value:+.{places}f}".replace("-", "−") if text else "–"


def factor_heads(columns: Sequence[tuple[str, str]]) -> list[str]:
    """Heads of an overview's columns."""
    return [f"{setting} {heading(metric)}" for setting, metric in columns]
