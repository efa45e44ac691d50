"""A study's own data sets: exactly one shape of files, and subsets that say what they take."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from lingmix.config.dataset import DatasetSpec, Files, Mined, Subset

SPEC: TypeAdapter[Files | Subset | Mined] = TypeAdapter(DatasetSpec)
THREE = {"queries": "q.jsonl", "passages": "p.jsonl", "qrels": "r.jsonl"}


@pytest.mark.parametrize("value", [{"pairs": "p.jsonl"}, THREE])
def test_either_shape_of_files_is_accepted(value: dict[str, str]) -> None:
    spec = SPEC.validate_python({"kind": "files", **value})
    assert isinstance(spec, Files)
    assert spec.model_dump(exclude_none=True) == {"kind": "files", **value}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({}, "either pairs, or queries, passages and qrels; queries, passages, qrels not given"),
        ({"pairs": "p.jsonl", "qrels": "r.jsonl"}, "pairs and qrels are given"),
        ({"queries": "q.jsonl", "passages": "p.jsonl"}, "; qrels not given"),
        ({"pairs": ""}, "at least 1 character"),
        ({"pairs": "p.jsonl", "format": "jsonl"}, "Extra inputs are not permitted"),
    ],
)
def test_other_combinations_of_files_are_refused(value: dict[str, str], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        SPEC.validate_python({"kind": "files", **value})


def test_a_subset_takes_everything_unless_told() -> None:
    spec = SPEC.validate_python({"kind": "subset", "of": "cldr-qa/test"})
    assert spec == Subset(kind="subset", of="cldr-qa/test", languages=None, groups=None, passage_text="sentence")


@pytest.mark.parametrize(
    "change",
    [
        {"of": "no such/name"},
        {"groups": 0},
        {"languages": []},
        {"languages": ["English"]},
        {"passage_text": "context"},
        {"group": 3},
    ],
)
def test_a_wrong_subset_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SPEC.validate_python({"kind": "subset", "of": "xquad-r", **change})


MINED = {"kind": "mined", "of": "xquad-r", "encoder": "e5", "negatives": 3}


@pytest.mark.parametrize(
    ("change", "depth"),
    [({}, 30), ({"range_min": 5}, 35), ({"range_max": 3}, 3), ({"range_min": 1, "range_max": 4}, 4)],
)
def test_mining_looks_so_deep(change: dict[str, Any], depth: int) -> None:
    spec = SPEC.validate_python({**MINED, **change})
    assert isinstance(spec, Mined)
    assert spec.depth == depth


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"range_max": 2}, "no room for 3 negatives; range_max should be at least 3"),
        ({"range_min": 2, "range_max": 4}, "range_max should be at least 5"),
        ({"negatives": 0}, "greater than or equal to 1"),
        ({"pool": "all"}, "'per-language' or 'across'"),
        ({"max_score": 2}, "less than or equal to 1"),
        ({"margin": -0.1}, "greater than or equal to 0"),
        ({"absolute_margin": 0.1}, "Extra inputs are not permitted"),
    ],
)
def test_wrong_mining_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        SPEC.validate_python({**MINED, **change})


def test_every_field_but_the_kind_is_described() -> None:
    for model in (Files, Subset, Mined):
        for name, field in model.model_fields.items():
            assert field.description or name == "kind"


@pytest.mark.parametrize("path", ["a\nb", "a\0b", "\x1b[2J", "{x}", "x" * 5000])
@pytest.mark.parametrize(
    "value",
    [
        {"kind": "files", "pairs": "PATH"},
        {"kind": "beir", "folder": "PATH", "language": "en"},
        {"kind": "hub", "repo": "a/b", "revision": "a" * 40, "pairs": "PATH"},
        {"kind": "translated", "of": "xquad-r", "languages": ["de"], "model": "PATH"},
    ],
)
def test_what_no_path_should_hold_is_refused(value: dict[str, object], path: str) -> None:
    with pytest.raises(ValidationError):
        SPEC.validate_python({key: path if word == "PATH" else word for key, word in value.items()})


@pytest.mark.parametrize("repo", ["../x", "a/..", "a/-rf", "-a/b", "a/.b", "a/b/c", "a/b\n", "a/b;c", "a"])
def test_a_repository_is_an_owner_and_a_name(repo: str) -> None:
    with pytest.raises(ValidationError):
        SPEC.validate_python({"kind": "hub", "repo": repo, "revision": "a" * 40, "pairs": "x.jsonl"})
