"""The ablation table as Markdown and as LaTeX."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import jinja2
import pandas as pd

from lingmix.table.pivot import Pivot, Value, pivot

SHORT = {"monolingual": "Mono", "crosslingual": "Cross", "multilingual": "Multi"}

LATEX = r"""% lingmix, study <<study>>. Needs \usepackage{booktabs}.
\begin{table}
\centering
\caption{Study \texttt{<<study|tex>>}. <<footer|tex>>}
\begin{tabular}{lll<<'r' * columns|length>>}
\toprule
Encoder & Mix & Objective<% for name, span in benchmarks %> & \multicolumn{<<span>>}{c}{<<name|tex>>}<% endfor %> \\
& & <% for column in columns %> & <<column|tex>><% endfor %> \\
\midrule
<% for variant, values in rows %>
<<variant[0]|tex>> & <<variant[1]|tex>> & <<variant[2]|tex>><% for value in values %> & <<value>><% endfor %> \\
<% endfor %>
\bottomrule
\end{tabular}
\end{table}
"""

ESCAPES = {
    "\\": r"\textbackslash{}",
    **{character: f"\\{character}" for character in "&%$#_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "±": r"$\pm$",
    "–": "--",
}


def markdown(table: pd.DataFrame, metrics: Sequence[str], *, study: str, baseline: Sequence[str] | None) -> str:
    """The macro averages as a GitHub-flavoured Markdown document."""
    data = pivot(table, metrics, baseline)
    headers = ["encoder", "mix", "objective", *_headings(data)]
    rules = ["---"] * 3 + ["--:"] * len(data.columns)
    lines = [_row(headers), _row(rules)]
    for variant, values in data.rows:
        shown = [
            f"**{text}**" if value.best else text
            for value, column in zip(values, data.columns, strict=True)
            for text in [value.text(column.decimals)]
        ]
        lines.append(_row([*variant, *shown]))
    footer = "\n".join(f"- {line}" for line in data.footer)
    return f"# {study}\n\n" + "\n".join(lines) + f"\n\n{footer}\n"


def latex(table: pd.DataFrame, metrics: Sequence[str], *, study: str, baseline: Sequence[str] | None) -> str:
    """The macro averages as a LaTeX table with booktabs rules."""
    data = pivot(table, metrics, baseline)
    environment = jinja2.Environment(
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        trim_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # LaTeX has its own escaping, the tex filter
    )
    environment.filters["tex"] = tex
    return environment.from_string(LATEX).render(
        study=study,
        footer=" ".join(data.footer),
        benchmarks=[(name, len(list(group))) for name, group in groupby(data.columns, key=lambda c: c.benchmark)],
        columns=[f"{SHORT[column.setting]} {column.metric}" for column in data.columns],
        rows=[
            (variant, [_tex_value(v, c.decimals) for v, c in zip(values, data.columns, strict=True)])
            for variant, values in data.rows
        ],
    )


def tex(text: str) -> str:
    """``text`` with LaTeX's special characters escaped."""
    return "".join(ESCAPES.get(character, character) for character in str(text))


def _tex_value(value: Value, decimals: int) -> str:
    text = value.text(decimals, missing="--", plus_minus=r" {\scriptsize$\pm$ ")
    text += "}" if "scriptsize" in text else ""
    return rf"\textbf{{{text}}}" if value.best else text


def _headings(data: Pivot) -> list[str]:
    benchmarks = {column.benchmark for column in data.columns}
    lead = "{0.benchmark} " if len(benchmarks) > 1 else ""
    return [f"{lead.format(column)}{SHORT[column.setting]} {column.metric}" for column in data.columns]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"
