"""The study as one HTML file that opens from disk and needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2

from lingmix.metrics.measure import parse
from lingmix.report.cells import cells
from lingmix.report.content import Content
from lingmix.report.costs import costs_of
from lingmix.report.effect_rows import effect_rows
from lingmix.report.embed import json_text, picture, policy, script, style, vega
from lingmix.report.factor_rows import factor_rows
from lingmix.report.macro import macros
from lingmix.report.reproduction_rows import reproduction_rows
from lingmix.report.verdict import MARKS, MEANINGS
from lingmix.report.worst_rows import worst_rows
from lingmix.stats.comparisons import key
from lingmix.stats.comparisons import name as variant_id
from lingmix.table.exposure_sheets import NOTES, exposure_sheets
from lingmix.table.factor_sheets import factor_heads, factor_notes, factor_overviews
from lingmix.table.factor_text import essence
from lingmix.table.footers import machine_notes, version_notes
from lingmix.table.labels import decimals, heading
from lingmix.table.reproduction_text import reproduction_notes, reproduction_sentences

TEMPLATES = Path(__file__).parent / "templates"
SCRIPTS = ("format.js", "grid.js", "details.js", "start.js")


def page(content: Content) -> str:
    """The page of a study. What is missing of the content is said to be missing."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["link"] = lambda path: quote(str(path))
    environment.filters["picture"] = picture
    environment.filters["heading"] = heading
    drawn = any(figure.spec is not None for figure in content.figures)
    scripts = [*([vega()] if drawn else []), script(*SCRIPTS)]
    exposure = content.exposure
    return environment.get_template("page.html.j2").render(
        content=content,
        style=style(),
        scripts=scripts,
        policy=policy(scripts),
        data=json_text(data(content)),
        macros=macros(content),
        marks=MARKS,
        meanings=MEANINGS,
        exposures=exposure_sheets(exposure, content.metrics) if exposure is not None and len(exposure) else [],
        exposure_notes=NOTES,
        factors=_factors(content),
        reproduction=_reproduction(content),
        runs=_runs(content),
        version_notes=[*version_notes(content.versions), *machine_notes(content.machines)],
    )


def data(content: Content) -> dict[str, Any]:
    """What the page's script shows, as JSON values."""
    effects = content.effects
    return {
        "tables": {
            "cells": cells(content),
            **({"effects": effect_rows(effects, _baselines(content))} if effects is not None else {}),
            **({"factors": factor_rows(content.factors)} if content.factors is not None else {}),
            **({"reproduction": reproduction_rows(content.reproduction)} if content.reproduction is not None else {}),
        },
        "metrics": {heading(name): _of_metric(name) for name in _metrics(content)},
        "worst": worst_rows(content),
        "commands": _commands(content),
        "figures": [dict(figure.spec) if figure.spec is not None else None for figure in content.figures],
    }


def _factors(content: Content) -> dict[str, Any] | None:
    """What the page says of factors above their table."""
    if content.factors is None:
        return None
    return {
        "notes": factor_notes(content.factors),
        "said": essence(content.factors),
        "overviews": [(one, factor_heads(one.columns)) for one in factor_overviews(content.factors)],
    }


def _reproduction(content: Content) -> dict[str, Any] | None:
    """What the page says of published values above their table."""
    if content.reproduction is None:
        return None
    return {
        "said": reproduction_sentences(content.reproduction),
        "notes": reproduction_notes(content.tolerance),
    }


def _metrics(content: Content) -> Iterable[str]:
    tables = [content.table, content.effects, content.factors, content.reproduction]
    return dict.fromkeys(metric for table in tables if table is not None for metric in table["metric"])


def _of_metric(name: str) -> dict[str, Any]:
    return {"digits": decimals(name), "higher": parse(name)[0].higher_is_better}


def _baselines(content: Content) -> list[str]:
    """The baseline of each encoder."""
    if content.baseline is None:
        return []
    return [variant_id((encoder, *content.baseline)) for encoder in dict.fromkeys(run.encoder for run in content.runs)]


def _commands(content: Content) -> dict[str, dict[str, list[str]]]:
    """By benchmark and variant, what makes the values of each seed."""
    found: dict[str, dict[str, list[str]]] = {name: {} for name in content.benchmarks}
    for run in content.runs:
        for name, commands in found.items():
            commands.setdefault(key(run).variant, []).append(content.command(run.id, name))
    return found


def _runs(content: Content) -> list[dict[str, Any]]:
    """Every run as the page lists it."""
    return [
        {
            "id": run.id,
            "record": content.records.get(run.id, {}),
            "costs": costs_of(content.records.get(run.id, {})),
            "files": content.run_files.get(run.id, ()),
            "commands": [content.command(run.id, benchmark) for benchmark in content.benchmarks],
        }
        for run in content.runs
    ]
