from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from small_study import BASELINE, METRICS, RUNS, metrics_of

from lingmix import card_text
from lingmix.config.study import Run
from lingmix.table.ablation import ablation
from lingmix.table.markdown_text import plain
from lingmix.table.render import latex, markdown, tex

BENCHMARKS = ("bench/test", "other-bench")
ODD = r"a_b&c%d$e#f{g}h~i^j\k<l>m|n[o]*"


def table_of(encoder: str = "static", benchmarks: tuple[str, ...] = BENCHMARKS) -> pd.DataFrame:
    runs = [replace(run, encoder=encoder) if run.encoder == "static" else run for run in RUNS]
    return ablation(metrics_of(runs, benchmarks), runs, BASELINE)


def cells(line: str) -> list[str]:
    """The cells of a Markdown row; an escaped bar is no border."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def widths(document: str) -> list[tuple[int, list[int]]]:
    """For each LaTeX tabular, its columns and how many each of its rows has, spans counted as what they span."""
    found = []
    for spec, body in re.findall(
        r"\\begin\{tabular\}\{@\{\}([lr]+)@\{\}\}\n(.*?)\\end\{tabular\}", document, re.DOTALL
    ):
        rows = [line for line in body.splitlines() if line.endswith(r"\\")]
        spanned = [
            sum(int(span[0]) if (span := re.findall(r"\\multicolumn\{(\d+)\}", cell)) else 1 for cell in parts)
            for row in rows
            for parts in [re.split(r"(?<!\\)&", row)]
        ]
        found.append((len(spec), spanned))
    return found


def test_markdown_has_a_table_per_benchmark_with_as_many_cells_in_every_row() -> None:
    text = markdown(table_of(), METRICS, study="tiny", baseline=BASELINE)
    assert [line for line in text.splitlines() if line.startswith("#")] == ["# tiny", "## bench/test", "## other-bench"]
    rows = [cells(line) for line in text.splitlines() if line.startswith("|")]
    assert len(rows) == 2 * (2 + 6)
    assert {len(row) for row in rows} == {10}
    assert rows[0][3:] == [
        "monolingual mAP",
        "monolingual R@10",
        "crosslingual mAP",
        "crosslingual R@10",
        "multilingual mAP",
        "multilingual R@10",
        "multilingual rank distance ↓",
    ]


def test_markdown_marks_the_best_of_each_encoder_and_shows_what_is_missing() -> None:
    runs = [run for run in RUNS if run != Run("e5", "cross", "nce", None, 1)]
    text = markdown(ablation(metrics_of(runs), RUNS, BASELINE), METRICS, study="tiny", baseline=BASELINE)
    rows = {tuple(row[:2]): row[3:] for line in text.splitlines() if line.startswith("|") for row in [cells(line)]}
    assert rows["static", "cross"] == ["**0.610 ± 0.010**"] * 6 + ["**390.0 ± 10.0**"]
    assert rows["static", "mono"] == ["*0.410 ± 0.010*"] * 6 + ["*590.0 ± 10.0*"]
    assert rows["e5", "cross"] == ["–"] * 7
    assert rows["e5", "mono"][0] == "**0.410 ± 0.010**"


def test_a_bar_in_a_name_breaks_no_markdown_row() -> None:
    text = markdown(table_of("a|b*c"), METRICS, study="tiny", baseline=BASELINE)
    rows = [cells(line) for line in text.splitlines() if line.startswith("|")]
    assert {len(row) for row in rows} == {10}
    assert rows[2][0] == r"a\|b\*c"


@pytest.mark.parametrize("encoder", ["static", ODD])
def test_every_latex_row_has_the_columns_that_the_table_declares(encoder: str) -> None:
    found = widths(latex(table_of(encoder), METRICS, study="tiny", baseline=BASELINE))
    assert len(found) == len(BENCHMARKS)
    for declared, rows in found:
        assert declared == 2 + 7
        assert rows == [declared] * (2 + 2 + 6)  # two heads, two encoders, six variants


def test_latex_marks_the_best_and_its_braces_balance() -> None:
    text = latex(table_of(ODD), METRICS, study=ODD, baseline=BASELINE)
    assert text.count(r"\textbf{.610 {\scriptsize$\pm$ .010}}") == 2 * 2 * 6
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
    assert text.count(r"\begin{table*}") == text.count(r"\end{table*}") == 2


def test_latex_escapes_every_special_character() -> None:
    assert tex("a_b&c%d$e#f{g}") == r"a\_b\&c\%d\$e\#f\{g\}"
    assert tex(r"\~^") == r"\textbackslash{}\textasciitilde{}\textasciicircum{}"
    assert tex("<|>[x") == r"\textless{}\textbar{}\textgreater{}{[}x"
    assert tex("± – ↓") == r"$\pm$ -- $\downarrow$"


def test_latex_compiles(tmp_path: Path) -> None:
    engine = shutil.which("tectonic") or shutil.which("pdflatex")
    if engine is None:
        pytest.skip("neither tectonic nor pdflatex is on PATH")
    # the mark of a difference and a runner-up too
    keys = ["benchmark", "setting", "metric", "variant", "reference", "p_holm", "family"]
    differs = ("bench/test", "crosslingual", "map", f"{ODD}.cross.nce", f"{ODD}.mono.nce", 0.01, 2)
    effects = pd.DataFrame([differs], columns=keys)
    body = latex(table_of(ODD), METRICS, study=ODD, baseline=BASELINE, effects=effects)
    assert r"$^\dagger$" in body
    assert r"\underline" in body
    document = tmp_path / "page.tex"
    document.write_text(
        "\\documentclass{article}\n\\usepackage{booktabs,graphicx}\n\\begin{document}\n"
        f"{body}\\end{{document}}\n",
        encoding="utf-8",
    )
    options = [] if "tectonic" in engine else ["-interaction=nonstopmode", "-halt-on-error"]
    done = subprocess.run(
        [engine, *options, document.name], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Overfull" not in done.stdout
    assert (tmp_path / "page.pdf").stat().st_size > 5000


@pytest.mark.parametrize(
    "text",
    [r"\input{/etc/passwd}", r"\write18{touch x}", "<script>x</script>", "a | b", "`x`", "[x](javascript:y)", "%$#&~^"],
)
def test_no_text_is_a_command_of_latex_or_an_element_of_markdown(text: str) -> None:
    commands = set(re.findall(r"\\[A-Za-z]+", tex(text)))
    assert commands <= {r"\textbackslash", r"\textless", r"\textgreater", r"\textbar", r"\textasciitilde"} | {
        r"\textasciicircum"
    }
    assert not re.search(r"(?<!\\)[%$#&]", tex(text))
    for written in (plain(text), card_text._md(text)):
        assert not re.search(r"(?<!\\)[|<`\[\]]", written.replace("\\\\", ""))
