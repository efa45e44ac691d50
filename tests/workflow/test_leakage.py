"""A study that trains on what it is evaluated on stops before it trains, unless it says so."""

from __future__ import annotations

import pandas as pd

from .project import LANGUAGES, Project


def test_a_study_that_is_evaluated_on_its_training_texts_stops_before_training(fresh: Project) -> None:
    fresh.change(allow_leakage=[])
    done = fresh.run()
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert "error: the study is evaluated on texts that it trains on: 'things' has 72 queries of 'things'" in said
    assert "things, query 0 (de) is things, query of group 0 (de): 'Welche Farbe hat Ding 0?'" in said
    assert "allow_leakage" in said
    assert not fresh.results("ablation.md").exists()
    rows = pd.read_csv(fresh.results("logs/leakage.csv"))
    # "Nesne 1 rengi: mavi" is too short to be compared, as are seven others
    assert (rows["kind"] == "exact").sum() == 72 + 64


def test_training_in_one_language_and_evaluation_in_another_is_the_same_questions(fresh: Project) -> None:
    one, other = ({"kind": "subset", "of": "things", "languages": [lang]} for lang in LANGUAGES[:2])
    fresh.change(
        allow_leakage=[],
        datasets={**fresh.study()["datasets"], "one": one, "other": other},
        train={**fresh.study()["train"], "datasets": ["one"]},
        evaluate=["other"],
    )
    done = fresh.run(fresh.results("leakage.json").relative_to(fresh.folder).as_posix())
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert "'one' has the groups of 24 queries of 'other'" in said
    assert "leakage.csv" in said


def test_what_is_allowed_is_said_below_the_table(finished: Project) -> None:
    table = finished.results("ablation.md").read_text()
    assert "Also in the training set things: 72 exact of 72 queries" in table
    assert "Also in the training set things" in finished.results("ablation.tex").read_text()


def test_no_run_depends_on_the_report(copy: Project) -> None:
    copy.results("leakage.json").unlink()
    assert set(copy.planned()) <= {"leakage", "render", "report"}
