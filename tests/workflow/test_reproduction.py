"""A study whose encoder is a paper's, with a table as a finished one has it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from lingmix.store import write_table

from .project import Project, checkout, tiny_study

FILES = [f"results/ours/reproduction.{suffix}" for suffix in ("md", "csv", "parquet")]


def study(**changes: Any) -> dict[str, Any]:
    return {
        **tiny_study(),
        "study": "ours",
        "encoders": {"mine": {"kind": "path", "path": "model"}},
        "grid": [{"encoder": "mine", "mix": ["hybrid", "monolingual"], "objective": ["contrastive", "both"]}],
        "evaluate": ["xquad-r"],
        "published": {"encoders": {"mine": "xlm-r"}, "tolerance": {"share": 0.02}},
        "allow_leakage": [],
        **changes,
    }


def table() -> pd.DataFrame:
    axes = {"encoder": "mine", "augmentation": "none", "benchmark": "xquad-r", "metric": "map", "sd": 0.001}
    cell = {"setting": "monolingual", "query_lang": "macro", "passage_lang": "macro"}
    rows = [("hybrid", "contrastive", 0.783), ("monolingual", "contrastive", 0.5), ("hybrid", "both", 0.798)]
    return pd.DataFrame([{**axes, **cell, "mix": mix, "objective": of, "mean": mean} for mix, of, mean in rows])


def run(project: Project, *arguments: str) -> str:
    done = project.run(*FILES, "--allowed-rules", "reproduction", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = checkout(tmp_path_factory.mktemp("compared"), study())
    write_table(table(), project.results("ablation.parquet"))
    run(project)
    return project


def test_ours_stand_beside_the_papers_with_verdicts(compared: Project) -> None:
    found = pd.read_parquet(compared.results("reproduction.parquet"))
    assert set(found["objective"]) == {"contrastive"}
    there = found[found["ours"].notna()].set_index("mix")
    assert there["verdict"].to_dict() == {"hybrid": "OK", "monolingual": "off"}
    assert set(found.loc[found["ours"].isna(), "verdict"]) == {"missing"}
    text = compared.results("reproduction.md").read_text(encoding="utf-8")
    assert "| mine | hybrid | contrastive | monolingual | mAP | 0.798 | 0.783 ± 0.001 | −0.015 | 0.020 | OK |" in text
    assert "| steps | 6 | not known here |" in text
    assert len(pd.read_csv(compared.results("reproduction.csv"))) == len(found)


def test_a_published_value_or_the_tolerance_makes_it_again(compared: Project) -> None:
    assert "Nothing to be done" in run(compared, "-n")
    compared.change(**study(published={"encoders": {"mine": "xlm-r"}}))
    assert "Params have changed" in run(compared, "-n")
    compared.change(**study())
    compared.edit("workflow/lingmix/stats/published.csv", "macro,map,0.798", "macro,map,0.799")
    assert "Params have changed" in run(compared, "-n")


@pytest.mark.parametrize("changes", [{"published": None}, {"evaluate": ["tatoeba/36"]}])
def test_without_an_overlap_there_is_no_such_file(tmp_path: Any, changes: dict[str, Any]) -> None:
    project = checkout(tmp_path, study(**changes))
    done = project.run("-n", FILES[0])
    assert done.returncode != 0
    assert "MissingRuleException" in done.stdout + done.stderr
