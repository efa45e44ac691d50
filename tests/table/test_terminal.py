from __future__ import annotations

from typing import Any

import pytest
from small_study import BASELINE, METRICS, RUNS, metrics_of

from lingmix.config.study import Run
from lingmix.table.ablation import ablation
from lingmix.table.terminal import show, show_datasets, show_plans, show_runs

ESCAPE = "\x1b"
NUMBERS = ["0.410 ± 0.010", "0.610 ± 0.010*", "390.0 ± 10.0*", "590.0 ± 10.0", "0.100", "cross · nce", "untrained"]
PLAN = {
    "mix": "hybrid",
    "seed": 13,
    "batches": {"crosslingual": 193, "monolingual": 207},
    "pairs": 51200,
    "query_lang": {"ar": 4299, "el": 3933, "es": 5162},
    "groups_drawn": 1500,
    "groups_available": 1584,
}


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A console of 80 columns that takes colours."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    return monkeypatch


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


def entries(encoder: str = "static") -> list[dict[str, Any]]:
    long = f"results/{'long-name-' * 12}/runs/{encoder}.mono.nce.s1/bench/test/metrics.parquet"
    run = {"augmentation": None}
    files = {"a": {"file": "x/a"}, "b": {"file": "x/b"}}
    return [
        {
            "id": f"{encoder}.mono-{'long-' * 20}.nce.s1",
            "run": run,
            "done": True,
            "metrics": {"bench/test": {"file": long}},
        },
        {"id": f"{encoder}.mono.nce.s2", "run": run, "done": False, "metrics": files},
    ]


def bare(text: str) -> str:
    for code in ("0", "1", "3", "32", "33"):
        text = text.replace(f"{ESCAPE}[{code}m", "")
    return text


def test_a_log_has_the_whole_table_in_one_without_colours(capsys: pytest.CaptureFixture[str]) -> None:
    show(ablation(metrics_of(), RUNS, BASELINE), METRICS)
    out = capsys.readouterr().out
    assert ESCAPE not in out
    assert "…" not in out
    assert all(number in out for number in NUMBERS)
    (row,) = [line for line in out.splitlines() if line.count("0.610 ± 0.010*") == 6][:1]
    assert "390.0 ± 10.0*" in row
    assert "marked *" in out


def test_a_narrow_terminal_has_a_table_per_setting_that_fits(
    terminal: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    show(ablation(metrics_of(), RUNS, BASELINE), METRICS)
    out = bare(capsys.readouterr().out)
    assert "…" not in out
    assert all(number in out for number in NUMBERS)
    assert max(map(len, out.splitlines())) <= 80
    assert [line.split()[0] for line in out.splitlines() if line.split()[:1] == ["bench/test"]] == ["bench/test"] * 3


def test_a_table_that_cannot_fit_is_not_cut(terminal: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.setenv("COLUMNS", "30")
    show(ablation(metrics_of(), RUNS, BASELINE), METRICS)
    out = bare(capsys.readouterr().out)
    assert "…" not in out
    assert all(number in out for number in NUMBERS)


def test_notes_that_benchmarks_share_are_printed_once(capsys: pytest.CaptureFixture[str]) -> None:
    metrics = metrics_of(benchmarks=("a", "b"))
    metrics.loc[metrics["benchmark"] == "b", "queries"] *= 2
    show(ablation(metrics, RUNS, BASELINE), METRICS)
    out = capsys.readouterr().out
    assert out.count("Mean ± sample standard deviation") == 1
    assert "a: Queries behind a value: monolingual 8," in out
    assert "b: Queries behind a value: monolingual 16," in out


@pytest.mark.parametrize("wide", [True, False])
def test_targets_are_whole_and_alone_on_their_lines(
    wide: bool, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    if not wide:
        request.getfixturevalue("terminal")
    show_runs(entries())
    lines = [line.strip() for line in bare(capsys.readouterr().out).splitlines()]
    targets = [one["file"] for entry in entries() for one in entry["metrics"].values()]
    assert [line for line in lines if "/" in line] == targets
    assert f"done     static.mono-{'long-' * 20}.nce.s1" in lines
    assert "missing  static.mono.nce.s2" in lines
    assert any(line.startswith("1 of 2 runs are done") for line in lines)


def test_markup_in_names_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    name = "[red]odd[/red]"
    runs = [Run(name, f"{name}x", f"{name}y", None, 1), Run(name, None, None, None, 1)]
    metrics = metrics_of(runs, benchmarks=(name,), value=lambda run, metric: 0.5)
    show(ablation(metrics, runs, None), METRICS)
    show_runs(entries(name))
    show_plans([{**PLAN, "mix": name}])
    fields = {"title": name, "tasks": ["training"], "languages": ["de"], "licence": name, "origin": name, "files": []}
    show_datasets([{"name": name, **fields, "groups": 3, "size": None, "parts": ()}])
    assert capsys.readouterr().out.count(name) == 4 + 3 + 1 + 4  # table, runs, plans, data sets


def test_plans_show_what_was_drawn_within_80_columns(
    terminal: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    show_plans([PLAN])
    out = bare(capsys.readouterr().out)
    for text in ("hybrid.s13", "crosslingual 193", "monolingual 207", "51,200", "1,500/1,584", "el 3,933 – es 5,162"):
        assert text in out
    assert max(map(len, out.splitlines())) <= 80


def test_data_sets_say_how_many_files_are_here(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "there").touch()
    fields = {"title": "T", "tasks": ["evaluation", "training"], "languages": ["de", "en"]}
    fields |= {"licence": "MIT", "origin": "https://example.org"}
    unknown = {"groups": None, "size": None, "parts": ()}
    parts = {"groups": 1190, "size": 13014, "parts": ("one/de", "one/en")}
    show_datasets(
        [
            {"name": "one", **fields, **parts, "files": [str(tmp_path / "there"), str(tmp_path / "gone")]},
            {"name": "two", **fields, **unknown, "files": []},
        ]
    )
    out = capsys.readouterr().out
    assert "    1,190 groups, 13,014 passages\n    made of 2 that can be named alone: one/de one/en\n" in out
    assert "None" not in out
    assert "files here: 1 of 2" in out
    assert "built in, nothing to download" in out
    assert "serves evaluation and training, in de en" in out
