"""The ablation table as Markdown and as LaTeX, one table per benchmark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import jinja2
import pandas as pd

from lingmix.table.exposure_sheets import NOTES, exposure_sheets
from lingmix.table.labels import Shown, heading
from lingmix.table.markdown_text import plain as _plain
from lingmix.table.markdown_text import table_of as _table
from lingmix.table.pivot import Column, Remarks, Sheet, Value, sheets

LATEX = r"""% lingmix, study <<study|tex>>. Needs \usepackage{booktabs,graphicx}.
<% for sheet in sheets %>
\begin{table*}
\centering
\footnotesize
\setlength{\tabcolsep}{3.5pt}
\caption{Study \texttt{<<study|tex>>} on \texttt{<<sheet.benchmark|tex>>}.}
% shrunk where it is wider than the text
\sbox0{\begin{tabular}{@{}<<'l' * sheet.heads|length>><<'r' * sheet.columns|length>>@{}}
\toprule
<<sheet.indent>><% for name, span, rule in sheet.settings %> & \multicolumn{<<span>>}{c}{<<name|tex>>}<% endfor %> \\
<% for name, span, rule in sheet.settings %>\cmidrule(lr){<<rule>>}<% endfor %>

<<sheet.heads|join(' & ')>><% for column in sheet.columns %> & <<column|tex>><% endfor %> \\
<% for encoder, rows in sheet.encoders %>
\midrule
\multicolumn{<<sheet.columns|length + sheet.heads|length>>}{@{}l}{\textit{<<encoder|tex>>}} \\
<% for cells in rows %>
<<cells|join(' & ')>> \\
<% endfor %>
<% endfor %>
\bottomrule
\end{tabular}}%
\ifdim\wd0>\linewidth\resizebox{\linewidth}{!}{\usebox0}\else\usebox0\fi

\smallskip
\begin{minipage}{\linewidth}\raggedright
<<sheet.notes|join(' ')|tex>>
\end{minipage}
\end{table*}
<% endfor %>
"""

ESCAPES = {
    "\\": r"\textbackslash{}",
    **{character: f"\\{character}" for character in "&%$#_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    # a row that begins with one of these would be read as an option of the \\ before it
    "[": "{[}",
    "*": "{*}",
    "±": r"$\pm$",
    "·": r"$\cdot$",
    "↓": r"$\downarrow$",
    "–": "--",
    "†": r"$\dagger$",
}


def markdown(
    table: pd.DataFrame,
    metrics: Shown,
    *,
    study: str,
    baseline: Sequence[str] | None,
    remarks: Remarks | None = None,
    effects: pd.DataFrame | None = None,
    said: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """The macro averages as a GitHub-flavoured Markdown document.

    ``effects`` are for marks (see :func:`lingmix.table.pivot.sheets`); ``said`` of each benchmark goes above its table.
    """
    parts = [f"# {study}"]
    for sheet in sheets(table, metrics, baseline, remarks, effects):
        heads = ["encoder", *_heads(sheet)]
        headings = [f"{column.setting} {heading(column.metric)}" for column in sheet.columns]
        rows = [[*map(_plain, variant[: len(heads)]), *map(_markdown_value, values)] for variant, values in sheet.rows]
        lines = _table([*heads, *headings], len(heads), rows)
        notes = [f"- {note}" for note in sheet.notes("in bold", "in italics")]
        above = [_plain(sentence) for sentence in (said or {}).get(sheet.benchmark, ())]
        parts += [f"## {sheet.benchmark}", *above, lines, "\n".join(notes)]
    return "\n\n".join(parts) + "\n"


def exposure_markdown(found: pd.DataFrame, metrics: Shown, *, study: str) -> str:
    """The table by exposure, :func:`lingmix.table.exposure.exposure_table`, as a GitHub-flavoured Markdown document."""
    wanted = exposure_sheets(found, metrics)
    notes = NOTES if wanted else ["No training has finished, so no language has been seen or not."]
    parts = [f"# {study}: by exposure", "\n".join(f"- {note}" for note in notes)]
    for sheet in wanted:
        parts.append(f"## {sheet.benchmark}: {sheet.setting} {heading(sheet.metric)}")
        parts.append(_table(sheet.heads, sheet.axes + 1, [list(map(_plain, row)) for row in sheet.rows]))
    return "\n\n".join(parts) + "\n"


def latex(
    table: pd.DataFrame,
    metrics: Shown,
    *,
    study: str,
    baseline: Sequence[str] | None,
    remarks: Remarks | None = None,
    effects: pd.DataFrame | None = None,
) -> str:
    """The macro averages as LaTeX tables with booktabs rules."""
    environment = jinja2.Environment(
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # LaTeX has its own escaping, the tex filter
    )
    environment.filters["tex"] = tex
    found = [_tex_sheet(sheet) for sheet in sheets(table, metrics, baseline, remarks, effects)]
    return environment.from_string(LATEX).render(study=study, sheets=found) + "\n"


def tex(text: str) -> str:
    """``text`` with LaTeX's special characters escaped."""
    return "".join(ESCAPES.get(character, character) for character in text)


def _tex_sheet(sheet: Sheet) -> dict[str, Any]:
    encoders = groupby(sheet.rows, key=lambda row: row[0][0])
    heads = _heads(sheet)
    return {
        "benchmark": sheet.benchmark,
        "heads": heads,
        "indent": " ".join("&" * (len(heads) - 1)),
        "settings": _spans(sheet.columns, len(heads) + 1),
        "columns": [heading(column.metric) for column in sheet.columns],
        "encoders": [
            (encoder, [[*map(tex, variant[1 : len(heads) + 1]), *map(_tex_value, values)] for variant, values in rows])
            for encoder, rows in encoders
        ],
        "notes": sheet.notes("in bold", "underlined"),
    }


def _heads(sheet: Sheet) -> list[str]:
    """The axes that are columns beside the encoder."""
    return ["mix", "objective", *(["augmentation"] if sheet.augmented else [])]


def _spans(columns: Sequence[Column], first: int) -> list[tuple[str, int, str]]:
    """Each setting with the number of its columns, and from which column of the table to which it goes, the first
    of all being the number ``first``."""
    spans = []
    for setting, group in groupby(columns, key=lambda column: column.setting):
        width = len(list(group))
        spans.append((setting, width, f"{first}-{first + width - 1}"))
        first += width
    return spans


def _tex_value(value: Value) -> str:
    # without the leading zero seven columns fit a page's width
    mean, sd = (text.removeprefix("0") if text.startswith("0.") else text for text in (value.mean, value.sd))
    text = f"{mean or '--'}" + (rf" {{\scriptsize$\pm$ {sd}}}" if sd else "")
    text = rf"\textbf{{{text}}}" if value.best else rf"\underline{{{text}}}" if value.second else text
    return text + (r"$^\dagger$" if value.differs else "")


def _markdown_value(value: Value) -> str:
    mark = "**" if value.best else "*" if value.second else ""
    return f"{mark}{value.text()}{mark}"
