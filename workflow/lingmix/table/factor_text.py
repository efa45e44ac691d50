"""The factorial view in words and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lingmix.config.study import AXES
from lingmix.stats.conclusion import WHERE, p_text
from lingmix.stats.effects import LEVEL
from lingmix.stats.factor_models import ALPHA, BEND, DATA, PARALLEL
from lingmix.table.factor_sheets import (
    SHEET_HEADS,
    factor_heads,
    factor_notes,
    factor_overviews,
    shown_level,
    spread,
    terms_of,
)
from lingmix.table.labels import decimals, heading, label
from lingmix.table.markdown_text import plain, table_of

_Levels = tuple[str, pd.DataFrame]


def factors_markdown(table: pd.DataFrame, *, study: str) -> str:
    """A GitHub-flavoured Markdown document: what was found, an overview per benchmark, then every effect.

    Args:
        table: as :func:`lingmix.stats.factors.factors` returns it.
        study: its name.
    """
    parts = [f"# {study}: factors", "\n".join(f"- {note}" for note in factor_notes(table))]
    said = essence(table)
    for one in factor_overviews(table):
        parts += [f"## {one.benchmark}", *said[one.benchmark]]
        rows = [[plain(term), *texts] for term, texts in one.rows]
        if rows:
            parts.append("How far a factor's highest level lies above its lowest (of α and its bend, the effect):")
            parts.append(table_of(["factor", *factor_heads(one.columns)], 1, rows))
        for sheet in one.sheets:
            parts.append(f"### {one.benchmark}: {sheet.setting} {heading(sheet.metric)}")
            if sheet.rows:
                cells = [[*map(plain, row[:2]), *row[2:]] for row in sheet.rows]
                parts.append(table_of(SHEET_HEADS, 2, cells))
            if sheet.notes:
                parts.append("\n".join(f"- {plain(note)}" for note in sheet.notes))
    return "\n\n".join(parts) + "\n"


def essence(table: pd.DataFrame) -> dict[str, list[str]]:
    """By benchmark, which factors of the grid matter most by its first metric, a sentence for each setting."""
    found: dict[str, list[str]] = {}
    for benchmark, rows in table.groupby("benchmark", sort=False):
        first = rows["metric"].iloc[0]
        own = rows[rows["metric"] == first]
        found[str(benchmark)] = [
            _sentence(str(setting), str(first), part) for setting, part in own.groupby("setting", sort=False)
        ]
    return found


def _sentence(setting: str, metric: str, rows: pd.DataFrame) -> str:
    where = f"{WHERE[setting].capitalize()}, by {label(metric)}"
    terms = [(term, levels) for term, levels in terms_of(rows) if pd.notna(spread(levels))]
    axes = [(term, levels) for term, levels in terms if term in AXES]
    judged = [one for one in axes if pd.notna(one[1]["p_holm"].iloc[0])]
    unjudged = [one for one in axes if pd.isna(one[1]["p_holm"].iloc[0])]
    if not judged:
        return f"{where}, no factor of the grid can be judged."
    rest = f" Not judged: {', '.join(_moved(*one, metric) for one in unjudged)}." if unjudged else ""
    clear = sorted((one for one in judged if _clear(one[1])), key=lambda one: -spread(one[1]))
    if not clear:
        those = " that can be judged" if unjudged else ""
        return f"{where}, no factor of the grid{those} shows an effect.{rest}"
    told = [_moves(*one, metric) for one in clear]
    most = "matters most" if not unjudged else "matters most of what can be judged"
    said = f"{where}, {told[0].replace(':', f' {most}:', 1)}"
    said += f"; then {', then '.join(told[1:])}" if told[1:] else ""
    quiet = [term for term, levels in judged if not _clear(levels)]
    said += f"; {' and '.join(quiet)} {'show' if quiet[1:] else 'shows'} no effect" if quiet else ""
    both = [(term, levels) for term, levels in terms if set(term.split(" × ")) <= set(AXES) and " × " in term]
    if both:
        term, levels = max(both, key=lambda one: spread(one[1]))
        places = decimals(metric)
        most = f"{levels['estimate'].abs().max():.{places}f}"
        sure = "" if _clear(levels) else ", which is not clear of noise"
        said += f". What {term} adds to that is at most {most}{sure}"
    return f"{said}.{rest}{_of_languages(terms, axes, metric)}"


def _of_languages(terms: Sequence[_Levels], axes: Sequence[_Levels], metric: str) -> str:
    """What of languages matters most, and where a factor of the grid depends on it most; empty if nothing does."""
    grid = {term for term, _ in axes}
    clear = [(term, levels) for term, levels in terms if _clear(levels) and not set(term.split(" × ")) <= set(AXES)]
    own = [one for one in clear if " × " not in one[0] and one[0] not in (ALPHA, BEND, DATA, PARALLEL)]
    differing = [one for one in clear if one[0].split(" × ")[0] in grid]
    said = ""
    if own:
        told = _moves(*max(own, key=lambda one: spread(one[1])), metric)
        said += f" Of languages, {told.replace(':', ' matters most:', 1)}."
    if differing:
        term, levels = max(differing, key=lambda one: spread(one[1]))
        axis, _, of = term.partition(" × ")
        top = levels.sort_values("estimate").iloc[-1]
        most, size = shown_level(top), f"{top['estimate']:.{decimals(metric)}f}"
        said += f" What {axis} does depends on the {of} ({most}: {size} more than the two alone would give)."
    return said


def _moves(term: str, levels: pd.DataFrame, metric: str) -> str:
    """For example ``mix: 0.283 from monolingual to crosslingual (p < 0.001)``."""
    return f"{term}: {_far(levels, metric)} ({p_text(float(levels['p_holm'].iloc[0]))})"


def _moved(term: str, levels: pd.DataFrame, metric: str) -> str:
    """The same of a factor that has no p: ``mix (0.283 from monolingual to crosslingual)``."""
    return f"{term} ({_far(levels, metric)})"


def _far(levels: pd.DataFrame, metric: str) -> str:
    ordered = levels.sort_values("estimate")
    low, high = (shown_level(ordered.iloc[end]) for end in (0, -1))
    return f"{spread(levels):.{decimals(metric)}f} from {low} to {high}"


def _clear(levels: pd.DataFrame) -> bool:
    return bool(levels["p_holm"].iloc[0] < LEVEL)
