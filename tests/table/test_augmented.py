"""A study with an augmentation shows it; one without shows nothing of the axis."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest
from small_study import METRICS, metrics_of

from lingmix.config.study import Run
from lingmix.figures.drawn.heatmap import draw
from lingmix.table.ablation import ablation
from lingmix.table.pivot import variant_name
from lingmix.table.render import latex, markdown
from lingmix.table.terminal import show, show_runs

BASELINE = ("mono", "nce", "none")


def table_of(*augmentations: str | None) -> pd.DataFrame:
    runs = [Run("static", None, None, None, 1)]
    runs += [Run("static", "mono", "nce", augmentation, 1) for augmentation in augmentations]
    return ablation(metrics_of(runs, value=lambda run, _: 0.5), runs, BASELINE)


def heatmap(table: pd.DataFrame) -> dict[str, Any]:
    chart = draw(table, "bench/test", "map")
    assert chart is not None
    found: dict[str, Any] = chart.to_dict()
    return found


def test_markdown_has_a_column_of_augmentations() -> None:
    lines = markdown(table_of(None, "switch|ed"), METRICS, study="tiny", baseline=BASELINE).splitlines()
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines if line.startswith("|")]
    assert [[cell.strip() for cell in row[:4]] for row in rows] == [
        ["encoder", "mix", "objective", "augmentation"],
        ["---"] * 4,
        ["static", "untrained", "untrained", "untrained"],
        ["static", "mono", "nce", "none"],
        ["static", "mono", "nce", r"switch\|ed"],
    ]
    assert {len(row) for row in rows} == {4 + 7}
    assert any("to mono mix, nce objective, no augmentation." in line for line in lines)


def test_the_baselines_augmentation_is_named() -> None:
    text = markdown(table_of(None, "switched"), METRICS, study="tiny", baseline=("mono", "nce", "switched"))
    assert "to mono mix, nce objective, switched augmentation." in text


def test_latex_has_a_column_of_augmentations() -> None:
    text = latex(table_of(None, "switched_50%"), METRICS, study="tiny", baseline=BASELINE)
    assert r"\begin{tabular}{@{}lllrrrrrrr@{}}" in text
    assert "\n& & & \\multicolumn{2}{c}{monolingual} & \\multicolumn" in text
    assert r"\cmidrule(lr){4-5}\cmidrule(lr){6-7}\cmidrule(lr){8-10}" in text
    assert "\nmix & objective & augmentation & mAP" in text
    assert r"\multicolumn{10}{@{}l}{\textit{static}}" in text
    assert r"mono & nce & switched\_50\% & " in text
    body = re.search(r"\\toprule\n(.*?)\\bottomrule", text, re.DOTALL)
    assert body
    rows = [line for line in body[1].splitlines() if line.endswith(r"\\") and "@{}l" not in line]
    spans = [sum(int(n) - 1 for n in re.findall(r"\\multicolumn\{(\d+)\}", row)) for row in rows]
    counts = [len(re.split(r"(?<!\\)&", row)) + span for row, span in zip(rows, spans, strict=True)]
    assert counts == [10] * 5


def test_the_terminal_and_heat_maps_name_augmentations(capsys: pytest.CaptureFixture[str]) -> None:
    table = table_of(None, "switched")
    show(table, METRICS)
    out = capsys.readouterr().out
    assert "mix · objective · augmentation" in out
    assert "mono · nce · switched" in out
    assert heatmap(table)["facet"]["sort"] == [
        "static\nuntrained",
        "static\nmono · nce",
        "static\nmono · nce · switched",
    ]


def test_a_study_without_augmentations_says_nothing_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    table = table_of(None)
    show(table, METRICS)
    texts = [capsys.readouterr().out, str(heatmap(table))]
    texts += [render(table, METRICS, study="tiny", baseline=BASELINE) for render in (markdown, latex)]
    for text in texts:
        assert "augmentation" not in text
        assert "none" not in text


def test_a_variants_name_tells_all_that_differs() -> None:
    assert variant_name(("mono", "nce", "none")) == "mono · nce"
    assert variant_name(("static", "mono", "nce", "switched")) == "mono · nce · switched"
    assert variant_name(("untrained",) * 3) == "untrained"


@pytest.mark.parametrize(("augmentation", "form"), [(None, "mix.objective.seed"), ("s", "[.augmentation].seed")])
def test_the_list_says_how_runs_are_named(
    augmentation: str | None, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    show_runs([{"id": "x", "run": {"augmentation": augmentation}, "done": True, "metrics": {}}])
    assert form in capsys.readouterr().out
