"""The factorial view in words and as Markdown."""

from __future__ import annotations

import pandas as pd

from lingmix.config.study import AXES
from lingmix.stats.conclusion import WHERE, p_text
from lingmix.stats.effects import LEVEL
from lingmix.table.factor_sheets import SHEET_HEADS, factor_heads, factor_notes, factor_overviews, spread, terms_of
from lingmix.table.labels import decimals, heading, label
from lingmix.table.markdown_text import plain, table_of


def factors_markdown(table: pd.DataFrame, *, study: str) -> str:
    """A GitHub-flavoured Markdown document: what was found, an overview per benchmark, then every effect.

    Args:
        table: as :func:`lingmix.stats.factors.factors` returns it.
        study: its name.
    """
    parts = [f"# {study}: factors", "\n".join(f"- {note}" for note in factor_notes(table))]
    said = essence(table)
    for one in factor_overviews(table):
        parts += [f"## {one.benchmark}", *map(plain, said[one.benchmark])]
        rows = [[plain(term), *texts] for term, texts in one.rows]
        if rows:
            parts.append("How far apart a factor's levels lie (of α and its bend, the effect):")
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
    clear = sorted((one for one in axes if _clear(one[1])), key=lambda one: -spread(one[1]))
    if not clear:
        judged = any(pd.notna(levels["p_holm"].iloc[0]) for _, levels in axes)
        return f"{where}, no factor of the grid {'shows an effect' if judged else 'can be judged'}."
    told = [_moves(term, levels, metric) for term, levels in clear]
    said = f"{where}, {told[0].replace(':', ' matters most:', 1)}"
    said += f"; then {', then '.join(told[1:])}" if told[1:] else ""
    both = [(term, levels) for term, levels in terms if set(term.split(" × ")) <= set(AXES) and " × " in term]
    if both:
        term, levels = max(both, key=lambda one: spread(one[1]))
        places = decimals(metric)
        most = f"{levels['estimate'].abs().max():.{places}f}"
        sure = "" if _clear(levels) else ", which is not clear of noise"
        said += f". What {term} adds to that is at most {most}{sure}"
    return said + "."


def _moves(term: str, levels: pd.DataFrame, metric: str) -> str:
    """For example ``mix: 0.283 from monolingual to crosslingual (p < 0.001)``."""
    low, high = (levels.loc[place, "level"] for place in (levels["estimate"].idxmin(), levels["estimate"].idxmax()))
    size = f"{spread(levels):.{decimals(metric)}f}"
    return f"{term}: {size} from {low} to {high} ({p_text(float(levels['p_holm'].iloc[0]))})"


def _clear(levels: pd.DataFrame) -> bool:
    return bool(levels["p_holm"].iloc[0] < LEVEL)
