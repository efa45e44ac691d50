"""What a study may say of files of rows: its own, those of a hub repository, and folders of BEIR."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from lingmix.config.dataset import Beir, DatasetSpec, Files, HubRows
from lingmix.data.dataset import HubFile

SPEC: TypeAdapter[Any] = TypeAdapter(DatasetSpec)
COMMIT = "0123456789abcdef0123456789abcdef01234567"
FILES = {"kind": "files", "pairs": "p.csv"}
HUB = {"kind": "hub", "repo": "someone/questions", "revision": COMMIT, "pairs": "data/train.parquet"}
THREE = {"queries": "q.jsonl", "passages": "p.jsonl", "qrels": "r.jsonl"}


def test_columns_hold_for_all_files_or_for_one() -> None:
    columns = {"group": "qid", "text": "body", "queries.text": "question", "passages.passage": "row-number"}
    spec = SPEC.validate_python({"kind": "files", **THREE, "columns": columns, "language": "en"})
    assert isinstance(spec, Files)
    assert spec.paths() == THREE
    assert spec.reading() == {
        "columns": {
            "queries": {"group": "qid", "text": "question"},
            "passages": {"text": "body", "passage": "row-number"},
            "qrels": {"group": "qid"},
        },
        "language": "en",
    }


def test_files_of_pairs_have_one_set_of_columns() -> None:
    spec = SPEC.validate_python({**FILES, "columns": {"query": "question", "pairs.passage": "answer"}})
    assert spec.reading() == {"columns": {"query": "question", "passage": "answer"}, "language": None}


@pytest.mark.parametrize("base", [FILES, HUB])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"columns": {"qery": "question"}}, "unknown column 'qery'; did you mean 'query'"),
        ({"columns": {"text": "question"}}, "unknown column 'text'"),
        ({"columns": {"query": " "}}, "the name of a column is empty"),
        ({"columns": {"query": "row-number"}}, "row-number can stand for an id only"),
        ({"columns": {"lang": "code"}, "language": "en"}, "either language: en for all rows, or columns.lang"),
        ({"columns": {}}, "at least 1 item"),
        ({"language": "English"}, "should match pattern"),
        ({"qrels": "r.jsonl"}, "either pairs, or queries, passages and qrels; pairs and qrels are given"),
        ({"pairs": None}, "queries, passages, qrels not given"),
        ({"split": "train"}, "Extra inputs"),
    ],
)
def test_what_does_not_fit_is_refused(base: dict[str, Any], change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        SPEC.validate_python({**base, **change})


def test_files_of_a_repository_are_pinned_and_fetched_once() -> None:
    spec = SPEC.validate_python({**HUB, "pairs": ["en/train.parquet", "de/train.parquet", "en/train.parquet"]})
    assert isinstance(spec, HubRows)
    assert spec.files() == tuple(
        HubFile(f"{language}--train.parquet", "someone/questions", COMMIT, f"{language}/train.parquet")
        for language in ("en", "de")
    )
    assert SPEC.validate_python(HUB).names() == {"pairs": ["data--train.parquet"]}
    assert SPEC.validate_python(spec.model_dump(mode="json")) == spec


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"revision": "main"}, "'main' is not the 40 hexadecimal digits of a commit; a branch or tag can move"),
        ({"revision": COMMIT[:12]}, "not the 40 hexadecimal digits"),
        ({"revision": COMMIT.upper()}, "not the 40 hexadecimal digits"),
        ({"repo": "questions"}, "should match pattern"),
        ({"repo": "a/b/c"}, "should match pattern"),
        ({"pairs": "../secret.csv"}, "is no path inside a repository"),
        ({"pairs": "/etc/secret.csv"}, "is no path inside a repository"),
        ({"pairs": "data/*.parquet"}, "is a pattern; name the files"),
        ({"pairs": []}, "at least 1 item"),
    ],
)
def test_a_repository_that_is_not_pinned_or_named_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        SPEC.validate_python({**HUB, **change})


def test_a_folder_of_beir_is_in_one_language_or_has_a_folder_of_each() -> None:
    one = SPEC.validate_python({"kind": "beir", "folder": "b", "language": "en"})
    assert isinstance(one, Beir)
    assert one.paths() == {
        "passages": ["b/corpus.jsonl"],
        "queries": ["b/queries.jsonl"],
        "qrels": ["b/qrels/test.tsv"],
    }
    two = SPEC.validate_python({"kind": "beir", "folder": "b", "language": ["en", "zh-Hant"], "split": "dev"})
    assert two.paths()["qrels"] == ["b/en/qrels/dev.tsv", "b/zh-Hant/qrels/dev.tsv"]
    with pytest.raises(ValidationError, match="should match pattern"):
        SPEC.validate_python({"kind": "beir", "folder": "b", "language": "en", "split": "../x"})


def test_every_field_but_the_kind_is_described() -> None:
    for model in (Files, HubRows, Beir):
        for name, field in model.model_fields.items():
            assert field.description or name == "kind"
