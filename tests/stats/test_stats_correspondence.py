"""What of a study is a paper's."""

from __future__ import annotations

import csv
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

import pandas as pd
import pytest
import yaml

from lingmix.config.load import load
from lingmix.config.mix import Crosslingual, English, Hybrid, Mix, MixedMonolingual, Monolingual
from lingmix.config.published import PaperEncoder
from lingmix.config.study import Study
from lingmix.stats.correspondence import (
    Correspondence,
    correspondence,
    is_contrastive,
    paper_mix,
    published_for,
    training_settings,
)
from lingmix.stats.published import REPRODUCTION, published, reproductions

CONFIG = Path(__file__).resolve().parents[2] / "config"


def study(**changes: Any) -> Study:
    """One encoder with the papers' mixes, under names of its own."""
    raw = {
        "study": "ours",
        "encoders": {"mine": {"kind": "path", "path": "m"}, "other": {"kind": "path", "path": "o"}},
        "mixes": {
            "together": {"kind": "crosslingual"},
            "some": {"kind": "hybrid", "alpha": [0, 0.25, 0.5]},
            "few": {"kind": "monolingual", "data_size": 100},
        },
        "objectives": {"nce": {"info_nce": 2.0}, "margin": {"info_nce": 1.0, "additive_margin": 1.0}},
        "train": {"datasets": ["mlqa-r"], "steps": 500, "temperature": 0.02},
        "evaluate": ["xquad-r"],
        "seeds": [1, 2],
        "grid": [{"encoder": ["mine", "other"], "mix": ["together", "some", "few"], "objective": ["nce", "margin"]}],
        "published": {"encoders": {"mine": "labse"}},
    }
    return load({**raw, **changes})


@pytest.mark.parametrize(
    ("mix", "name"),
    [
        (Monolingual(kind="monolingual"), "monolingual"),
        (Crosslingual(kind="crosslingual", train={"steps": 5}), "crosslingual"),
        (Hybrid(kind="hybrid", alpha=0.5), "hybrid"),
        (Hybrid(kind="hybrid", alpha=1), "monolingual"),
        (Hybrid(kind="hybrid", alpha=0), "crosslingual"),
        (Hybrid(kind="hybrid", alpha=0.4), None),
        (Hybrid(kind="hybrid", alpha=0.5, alpha_end=0), None),
        (Hybrid(kind="hybrid", alpha=0.5, pivot="en"), None),
        (Monolingual(kind="monolingual", exclude_languages=("th",)), None),
        (Crosslingual(kind="crosslingual", parallel_size=9), None),
        (English(kind="english"), "english"),
        (English(kind="english", language="de"), None),
        (MixedMonolingual(kind="mixed-monolingual"), "mixed-monolingual"),
    ],
)
def test_a_mix_is_the_papers_by_what_it_is(mix: Mix, name: str | None) -> None:
    assert paper_mix(mix) == name


def test_an_objective_is_the_papers_if_infonce_is_all_of_it() -> None:
    objectives = study().objectives
    assert is_contrastive(objectives["nce"])
    assert not is_contrastive(objectives["margin"])


def test_names_are_the_studys_and_what_does_not_correspond_is_left_out() -> None:
    found = correspondence(study())
    assert found is not None
    assert [(one.mix, one.paper_mix) for one in found.variants] == [
        ("together", "crosslingual"),
        ("some-alpha0", "crosslingual"),
        ("some-alpha0.5", "hybrid"),
    ]
    assert {(one.encoder, one.paper_encoder, one.objective) for one in found.variants} == {("mine", "labse", "nce")}
    assert [(one.name, one.paper) for one in found.benchmarks] == [("xquad-r", "xquad-r")]
    assert Correspondence.from_json(asdict(found)) == found


@pytest.mark.parametrize(
    "changes",
    [
        {"published": None},
        # mBERT was scored with these mixes on XQuAD-R, not on MLQA-R
        {"published": {"encoders": {"mine": "mbert"}}, "evaluate": ["mlqa-r"]},
        # a part of a benchmark has another pool
        {"datasets": {"part": {"kind": "subset", "of": "xquad-r", "groups": 200}}, "evaluate": ["part"]},
        {"evaluate": ["miracl/de"]},
        {"grid": [{"encoder": "mine", "mix": "together", "objective": "margin"}]},
        {"grid": [{"encoder": "other", "mix": "together", "objective": "nce"}]},
    ],
)
def test_without_an_overlap_there_is_nothing(changes: dict[str, Any]) -> None:
    assert correspondence(study(**changes)) is None


def test_how_runs_were_trained_is_told_of_those_that_correspond() -> None:
    found = training_settings(study())
    assert (found["training data"], found["steps"], found["temperature"]) == (["mlqa-r"], [500], [0.02])
    assert found["seeds"] == ["1, 2"]


def test_a_mix_without_published_values_adds_no_settings() -> None:
    # mBERT was not scored with the hybrid mix
    mixes = {"together": {"kind": "crosslingual"}, "half": {"kind": "hybrid", "alpha": 0.5, "train": {"steps": 9}}}
    grid = [{"encoder": "mine", "mix": ["together", "half"], "objective": "nce"}]
    mbert = study(mixes=mixes, grid=grid, published={"encoders": {"mine": "mbert"}})
    there = correspondence(mbert)
    assert there is not None
    assert [one.mix for one in there.variants] == ["together"]
    assert training_settings(mbert)["steps"] == [500]


def test_the_resolved_study_says_which_encoders_are_published() -> None:
    told = study().resolved()
    assert told["published"]["encoders"] == {"mine": "labse"}
    assert not {"mirror", "export", "publish"} & set(told)
    assert load({key: value for key, value in told.items() if value is not None}).published is not None


def test_the_encoders_are_those_that_have_published_values() -> None:
    assert set(get_args(PaperEncoder)) == set(published()["encoder"])
    with (Path(load.__code__.co_filename).parents[1] / "stats" / "published.csv").open(encoding="utf-8") as file:
        assert {(row[1], row[2], row[3]) for row in csv.reader(file)} == set(published_for())


def test_one_study_is_the_papers_and_the_others_claim_nothing() -> None:
    files = (path for path in CONFIG.glob("*.yaml") if path.name != "defaults.yaml")
    found = {path.stem: correspondence(load(yaml.safe_load(path.read_text(encoding="utf-8")))) for path in files}
    assert [name for name, one in found.items() if one] == ["paper"]
    paper = found["paper"]
    assert paper is not None
    assert len(paper.variants) == 2 * 3
    assert [one.name for one in paper.benchmarks] == ["xquad-r", "mlqa-r"]


def table(**changes: Any) -> pd.DataFrame:
    row = {
        "encoder": "mine",
        "mix": "some-alpha0.5",
        "objective": "nce",
        "augmentation": "none",
        "benchmark": "xquad-r",
        "setting": "monolingual",
        "query_lang": "macro",
        "passage_lang": "macro",
        "metric": "map",
        "mean": 0.817,
        "sd": 0.002,
    }
    return pd.DataFrame([row, {**row, "objective": "margin", "mean": 0.1}, {**row, "mix": "few", "mean": 0.1}])


def test_only_what_corresponds_is_compared_and_the_rest_is_missing() -> None:
    found = correspondence(study())
    assert found is not None
    rows = reproductions(table(), found)
    assert tuple(rows.columns) == REPRODUCTION
    assert set(rows["mix"]) == {"together", "some-alpha0", "some-alpha0.5"}
    (one,) = rows[rows["ours"].notna()].to_dict("records")
    assert (one["mix"], one["objective"], one["published"], one["ours"], one["verdict"]) == (
        "some-alpha0.5",
        "nce",
        0.817,
        0.817,
        "OK",
    )
    assert set(rows.loc[rows["ours"].isna(), "verdict"]) == {"missing"}
    languages = rows["query_lang"].ne("macro").tolist()
    assert languages == sorted(languages)


def test_a_language_of_miracl_is_compared_with_that_language() -> None:
    found = correspondence(study(evaluate=["miracl/th"]))
    assert found is not None
    rows = reproductions(table(), found)
    assert set(rows["query_lang"]) == {"th"}
    assert set(rows["metric"]) == {"ndcg@10", "recall@100"}
