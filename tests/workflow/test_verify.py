"""``snakemake verify`` passes an honest study, and names what was changed in one."""

from __future__ import annotations

import json

import pandas as pd

from lingmix.store import about, write_table

from .project import Project


def test_an_honest_study_passes_and_a_changed_one_does_not(copy: Project) -> None:
    copy.change(verify={"cells": 30})
    done = copy.run("verify")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "30 of 30 values agree with texts and models" in done.stdout
    found = json.loads(copy.results("verify.json").read_text())
    assert len({one["run"] for one in found["values"]}) > 1
    assert all(one["ranks"] for one in found["values"])
    assert copy.results("verify.md").read_text().count("| agrees |") == 30
    # nothing is to be made again by it
    assert copy.planned("all") == {}
    ranks = copy.results("runs/static.hybrid.both.s1/things/ranks.parquet")
    frame = pd.read_parquet(ranks)
    frame["rank"] = frame["rank"].where(frame["pool"] == "all", frame["rank"] % 24 + 1)
    # as if lingmix had written it so, seal and all
    write_table(frame, ranks, about=about(ranks))
    table, untrained = copy.results("ablation.csv"), "static,untrained,untrained,untrained,things,monolingual,map"
    assert f"{untrained},0." in table.read_text()
    table.write_text(table.read_text().replace(f"{untrained},0.", f"{untrained},1."))
    copy.change(verify={"cells": 10_000})
    done = copy.run("verify")
    assert done.returncode == 1
    assert "static.hybrid.both.s1, things:" in done.stderr
    assert "cannot but have" in done.stderr
    found = json.loads(copy.results("verify.json").read_text())
    assert {one["run"] for one in found["values"] if one["wrong"]} == {"static.hybrid.both.s1"}
    assert any("static untrained untrained untrained, things, monolingual, map: 1." in row for row in found["rows"])
