from __future__ import annotations

import json
import re
from typing import Any

import pandas as pd

from .project import Project

RUN = "static.hybrid.both.s1"


def data(project: Project) -> dict[str, Any]:
    """What the page's script shows."""
    text = project.results("report.html").read_text(encoding="utf-8")
    (found,) = re.findall(r'<script type="application/json" id="data-json">(.*?)</script>', text)
    loaded: dict[str, Any] = json.loads(found)
    return loaded


def test_the_worst_queries_are_on_the_page(finished: Project) -> None:
    table = pd.read_parquet(finished.results(f"runs/{RUN}/things/worst.parquet"))
    worst = data(finished)["worst"]
    first = table.iloc[0]
    shown = worst["cells"]["things"]["static.hybrid.both"][f"{first['query_lang']} {first['pool']}"]
    group, query, rank, _, relevant, _, wrong = shown[0]
    assert (group, rank) == (first["group"], first["rank"])
    assert [worst["texts"][number] for number in (query, relevant, wrong)] == first[
        ["query", "relevant", "wrong"]
    ].tolist()


def test_ranks_of_the_worst_queries_are_those_of_the_run(finished: Project) -> None:
    folder = finished.results(f"runs/{RUN}/things")
    ranks = pd.read_parquet(folder / "ranks.parquet").astype({"query_lang": "str", "pool": "str", "group": "str"})
    best = ranks.groupby(["query_lang", "pool", "group"])["rank"].min()
    table = pd.read_parquet(folder / "worst.parquet")
    assert (table["rank"] > 1).all()
    for row in table.itertuples():
        here = best[row.query_lang, row.pool].sort_values(ascending=False)
        assert row.rank == here.iloc[row.place - 1] == best[row.query_lang, row.pool, row.group]


def test_links_lead_to_files_and_commands_to_targets(finished: Project) -> None:
    text = finished.results("report.html").read_text(encoding="utf-8")
    links = [link for link in re.findall(r'href="([^"#:]+)"', text) if link != "data:,"]
    assert f"runs/{RUN}/things/metrics.parquet" in links
    assert "ablation.csv" in links
    assert [link for link in links if not finished.results(link).is_file()] == []
    (command,) = data(finished)["commands"]["things"]["static.hybrid.both"]
    words = command.split()
    assert words[0] == "snakemake"
    assert finished.planned(words[1]) == {}
    assert command.endswith("--cores all --configfile study.yaml")


def test_a_change_of_the_pages_look_makes_the_page_again_and_nothing_else(copy: Project) -> None:
    copy.edit("workflow/lingmix/report/assets/page.css", "80rem", "81rem")
    assert copy.planned() == {"report": 1}


def test_snakemakes_own_report_holds_page_table_and_figures(finished: Project) -> None:
    done = finished.run("--report", "whole.html")
    assert done.returncode == 0, done.stdout + done.stderr
    text = (finished.folder / "whole.html").read_text(encoding="utf-8")
    for name in ("report.html", "ablation.md", "heatmap.things.svg"):
        assert name in text
