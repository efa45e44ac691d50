"""Ours beside published values, in words and as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from lingmix.config.published import Tolerance
from lingmix.metrics.score import MACRO
from lingmix.stats.reproduction_words import BATCH, DATA, DECAY, RATE, VALIDATION, VERDICTS
from lingmix.table.factor_sheets import signed
from lingmix.table.labels import RANKS, decimals, heading
from lingmix.table.markdown_text import plain, table_of
from lingmix.table.pivot import printed

PAPERS = {
    "2408.10536": "Elmahdy, Lin and Ahmad 2024",
    "2004.05484": "Roy et al. 2020 (LAReQA)",
}
"""By arXiv id."""
STATED: dict[str, dict[str, str]] = {
    "2408.10536": {
        DATA: "nine sets, six of them with machine translations that are not released",
        BATCH: "100",
        RATE: "3e-05",
        DECAY: "0.01",
        VALIDATION: "squadshifts",
    },
    "2004.05484": {},
}
"""What lingmix knows of how the papers trained; of the rest nothing is claimed."""
UNKNOWN = "not known here"
HEADS = ("encoder", "mix", "objective", "setting", "metric", "published", "ours", "difference", "tolerance", "verdict")
LANGUAGES = "query language"


def reproduction_markdown(
    found: pd.DataFrame, settings: Mapping[str, Sequence[Any]], tolerance: Tolerance, *, study: str
) -> str:
    """A GitHub-flavoured Markdown document.

    Args:
        found: as :func:`lingmix.stats.published.reproductions` returns it.
        settings: how the runs were trained (:func:`lingmix.stats.correspondence.training_settings`).
        tolerance: what counts as reproduced.
        study: its name.
    """
    notes = "\n".join(f"- {note}" for note in reproduction_notes(tolerance))
    parts = [f"# {study}: beside published values", *map(plain, reproduction_sentences(found)), notes]
    sources = list(dict.fromkeys(found["source"]))
    parts += ["## How the runs were trained", _settings(settings, sources)]
    macro = found[found["query_lang"] == MACRO]
    parts += _tables(macro, "all languages", HEADS)
    each = found[found["query_lang"] != MACRO]
    parts += _tables(each, "by query language", (*HEADS[:4], LANGUAGES, *HEADS[4:]))
    return "\n\n".join(parts) + "\n"


def reproduction_sentences(found: pd.DataFrame) -> list[str]:
    """Of each paper how many published values are reproduced, nearly, not, or missing here."""
    said = []
    for source, rows in found.groupby("source", sort=False):
        counts = rows["verdict"].value_counts()
        told = ", ".join(f"{int(counts.get(verdict, 0)):,} {verdict}" for verdict in VERDICTS)
        said.append(f"Of {len(rows):,} values of {PAPERS[str(source)]} (arXiv {source}): {told}.")
    return said


def reproduction_notes(tolerance: Tolerance) -> list[str]:
    """What the verdicts mean."""
    ranks = f"{tolerance.ranks * 100:g} % of the published value for ranks"
    return [
        f"OK: within the tolerance, {tolerance.share:g} for shares of 1, {ranks}. near: within "
        f"{tolerance.near:g} times that. off: further away. missing: the study has no such value, or not of all seeds.",
        "Ours are means over seeds, with their standard deviation. By query language, crosslingual values are means "
        "over passage languages.",
        "Encoders are the papers' because the study says so; mixes, objectives and benchmarks by what they are. The "
        "verdict is about values: with other data or steps, a value may be off without either being wrong.",
    ]


def _numbers(row: pd.Series[Any]) -> tuple[str, str, str, str]:
    """Published, ours, difference and tolerance of a row as texts; – is missing."""
    metric = str(row["metric"])
    places = decimals(metric)
    ours = printed(row["ours"], places)
    sd = printed(row["sd"], places)
    return (
        printed(row["published"], places),
        f"{ours} ± {sd}" if ours and sd else ours or "–",
        signed(row["difference"], places),
        printed(row["tolerance"], 1 if metric in RANKS else 3),
    )


def _tables(found: pd.DataFrame, what: str, heads: Sequence[str]) -> list[str]:
    parts: list[str] = []
    for (benchmark, source), rows in found.groupby(["benchmark", "source"], sort=False):
        parts.append(f"## {benchmark}, {what} (arXiv {source})")
        cells = [_row(row, LANGUAGES in heads) for _, row in rows.iterrows()]
        parts.append(table_of(heads, len(heads) - 5, cells))
    return parts


def _row(row: pd.Series[Any], by_language: bool) -> list[str]:
    names = [str(row[axis]) for axis in ("encoder", "mix", "objective", "setting")]
    language = [str(row["query_lang"])] if by_language else []
    numbers = _numbers(row)
    return [*map(plain, [*names, *language]), heading(str(row["metric"])), *numbers, str(row["verdict"])]


def _settings(settings: Mapping[str, Sequence[Any]], sources: Sequence[str]) -> str:
    rows = [
        [name, plain(" or ".join(f"{value:g}" if isinstance(value, float) else str(value) for value in values))]
        + [STATED[source].get(name, UNKNOWN) for source in sources]
        for name, values in settings.items()
    ]
    heads = ["", "this study", *(f"arXiv {source}" for source in sources)]
    return table_of(heads, len(heads), rows)
