"""A study's own data set by machine translation: what it may say, and where it may be used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from studies import changed, problems, small

from lingmix.config.dataset import DatasetSpec, Translated
from lingmix.config.load import load
from lingmix.config.slices import dataset_slice

SHA = "0123456789abcdef0123456789abcdef01234567"
SPEC: TypeAdapter[Any] = TypeAdapter(DatasetSpec)
NLLB = "facebook/nllb-200-distilled-600M"
GIVEN = {"kind": "translated", "of": "cldr-qa/train", "languages": ["de", "zh"], "model": NLLB, "revision": SHA}


def test_what_has_to_be_said_and_what_stands_for_the_rest() -> None:
    spec = SPEC.validate_python(GIVEN)
    assert isinstance(spec, Translated)
    assert spec.model_dump(exclude={*GIVEN}) == {
        "source": "en",
        "texts": "both",
        "negatives": 0,
        "unit": "sentence",
        "num_beams": 4,
        "max_length": 256,
        "max_ratio": 3,
        "batch_tokens": 4096,
        "precision": "float32",
    }
    assert spec.translator == f"{NLLB}@{SHA}"
    for key in ("of", "languages", "model"):
        with pytest.raises(ValidationError, match=f"translated.{key}\n  Field required"):
            SPEC.validate_python({name: value for name, value in GIVEN.items() if name != key})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"revision": "main"}, "String should match pattern"),
        ({"revision": SHA[:12]}, "String should match pattern"),
        ({"languages": []}, "at least 1 item"),
        ({"languages": ["German"]}, "String should match pattern"),
        ({"languages": ["de", "en"]}, "languages: 'en' is the source, whose pairs are there anyway; leave it out"),
        ({"languages": ["de"], "source": "de"}, "languages: 'de' is the source"),
        ({"languages": ["de", "zh", "de"]}, "languages: 'de' is there twice"),
        ({"texts": "queries"}, "'both', 'query' or 'passage'"),
        ({"num_beams": 0}, "greater than or equal to 1"),
        ({"max_length": 4}, "greater than or equal to 8"),
        ({"max_ratio": 1}, "greater than 1"),
        ({"negatives": -1}, "greater than or equal to 0"),
        ({"temperature": 1.0}, "Extra inputs are not permitted"),
    ],
)
def test_what_is_wrong_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        SPEC.validate_python({**GIVEN, **change})


def test_a_directory_needs_no_revision_and_its_files_are_known(tmp_path: Path) -> None:
    (tmp_path / "m" / "sub").mkdir(parents=True)
    local = SPEC.validate_python({**GIVEN, "model": str(tmp_path / "m"), "revision": None})
    assert local.model_files() == [str(tmp_path / "m")]
    for name in ("b.json", "a.safetensors", "sub/c"):
        (tmp_path / "m" / name).touch()
    assert local.model_files() == [str(tmp_path / "m" / name) for name in ("a.safetensors", "b.json", "sub/c")]
    assert local.translator == str(tmp_path / "m")
    assert SPEC.validate_python(GIVEN).model_files() == []


def test_it_serves_training_only() -> None:
    study = load(changed({"datasets.new": GIVEN, "train.datasets": ["new"]}), "study.yaml")
    assert study.training_datasets() == ["new"]
    assert problems({"datasets.new": GIVEN, "evaluate": ["new"]}) == [
        "evaluate: data set 'new' is translated by machine (new), which serves training only"
    ]
    (said,) = problems({"datasets.new": {**GIVEN, "of": "cldr-qa/tarin"}, "train.datasets": ["new"]})
    assert said.startswith("datasets.new.of: unknown data set 'cldr-qa/tarin'; did you mean 'cldr-qa/train'?")


def test_all_of_it_is_in_the_slice_that_runs_depend_on() -> None:
    study = small(datasets__new=GIVEN, train__datasets=["new"])
    (name, values, of) = dataset_slice(study, "new")
    assert (name, of) == ("new", "cldr-qa/train")
    assert values == SPEC.validate_python(GIVEN).model_dump(mode="json")


def test_every_field_but_the_kind_is_described() -> None:
    assert all(field.description or name == "kind" for name, field in Translated.model_fields.items())
