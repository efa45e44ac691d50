"""LAReQA's files become the uniform tables, by hand and on the published files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lingmix.data.fetch import fetch_all
from lingmix.data.registry import get
from lingmix.data.sets.lareqa import Lareqa
from lingmix.errors import LingmixError

TINY = Lareqa(name="tiny", title="Tiny", licence="CC0-1.0", folder="f", sha256={"en": "0" * 64, "de": "1" * 64})

CANDIDATES = {
    "xquad-r": {
        "ar": 1222, "de": 1276, "el": 1234, "en": 1180, "es": 1215, "hi": 1244, "ru": 1219, "th": 852, "tr": 1167,
        "vi": 1209, "zh": 1196,
    },
    "mlqa-r": {"ar": 2545, "de": 2362, "en": 6264, "es": 1787, "hi": 2426, "vi": 2828, "zh": 2322},
}  # fmt: skip
QUESTIONS = {
    "xquad-r": dict.fromkeys(CANDIDATES["xquad-r"], 1190),
    "mlqa-r": {"ar": 517, "de": 512, "en": 1148, "es": 500, "hi": 507, "vi": 511, "zh": 504},
}


def english() -> dict[str, Any]:
    return {
        "data": [
            {
                "title": "Cats",
                "paragraphs": [
                    {
                        "context": "Cats sleep. They eat.",
                        "sentences": ["Cats sleep.", "They eat."],
                        "sentence_breaks": [[0, 11], [12, 21]],
                        "qas": [
                            {
                                "id": "q1",
                                "question": "Who?",
                                "answers": [{"text": "They", "answer_start": 12}, {"text": "Cats", "answer_start": 0}],
                            },
                            {"id": "q2", "question": "What?", "answers": [{"text": ".", "answer_start": 10}]},
                        ],
                    },
                    {"context": "Nothing.", "sentences": ["Nothing."], "sentence_breaks": [[0, 8]], "qas": []},
                ],
            },
            {
                "title": "Copies",
                "paragraphs": [
                    {"context": "Nothing.", "sentences": ["Nothing."], "sentence_breaks": [[0, 8]], "qas": []}
                ],
            },
        ]
    }


def german() -> dict[str, Any]:
    paragraph = {
        "context": "Sie fressen.",
        "sentences": ["Sie fressen."],
        "sentence_breaks": [[0, 12]],
        "qas": [{"id": "q1", "question": "Wer?", "answers": [{"text": "Sie", "answer_start": 0}]}],
    }
    return {"data": [{"title": "Katzen", "paragraphs": [paragraph]}]}


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "en.json").write_text(json.dumps(english()), encoding="utf-8")
    (tmp_path / "de.json").write_text(json.dumps(german()), encoding="utf-8")
    return tmp_path


def test_the_files_are_those_of_the_pinned_commit() -> None:
    urls = [file.url for file in get("xquad-r").files]
    assert len(urls) == 11
    assert urls[0] == (
        "https://raw.githubusercontent.com/google-research-datasets/lareqa/"
        "9bc8c7fb6dd8d01d72a05a93c2cb96882b0d299c/xquad-r/ar.json"
    )
    assert [file.name for file in TINY.files] == ["de.json", "en.json"]
    assert [file.sha256[0] for file in TINY.files] == ["1", "0"]


def test_every_sentence_is_a_passage_and_the_answer_picks_the_relevant_one(raw: Path) -> None:
    data = TINY.retrieval(raw)
    assert data.queries.values.tolist() == [
        ["q1", "de", "Wer?", ""],
        ["q1", "en", "Who?", ""],
        ["q2", "en", "What?", ""],
    ]
    assert data.passages.values.tolist() == [
        ["de:000:000:000", "de", "Sie fressen.", "Sie fressen.", ""],
        ["en:000:000:000", "en", "Cats sleep.", "Cats sleep. They eat.", ""],
        ["en:000:000:001", "en", "They eat.", "Cats sleep. They eat.", ""],
        ["en:000:001:000", "en", "Nothing.", "Nothing.", ""],
        ["en:001:000:000", "en", "Nothing.", "Nothing.", ""],
    ]
    assert data.qrels.values.tolist() == [
        ["q1", "de", "de:000:000:000"],
        ["q1", "en", "en:000:000:001"],
        ["q2", "en", "en:000:000:000"],
    ]


def test_training_pairs_come_with_the_data_set(raw: Path) -> None:
    pairs = TINY.pairs(raw)
    assert pairs[["group", "lang", "query", "passage"]].values.tolist() == [
        ["q1", "de", "Wer?", "Sie fressen."],
        ["q1", "en", "Who?", "They eat."],
        ["q2", "en", "What?", "Cats sleep."],
    ]
    assert set(pairs["dataset"]) == {"tiny"}


def paragraph(content: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = content["data"][0]["paragraphs"][0]
    return found


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda c: c.pop("data"), r"en\.json: no 'data' of type list"),
        (lambda c: c["data"][1].pop("paragraphs"), r"en\.json, article 1: no 'paragraphs' of type list"),
        (lambda c: paragraph(c).pop("sentences"), r"article 0, paragraph 0: no 'sentences' of type list"),
        (lambda c: paragraph(c).update(context=3), r"paragraph 0: no 'context' of type str"),
        (lambda c: paragraph(c)["sentences"].pop(), r"paragraph 0: 1 sentences but 2 sentence_breaks"),
        (
            lambda c: paragraph(c)["sentence_breaks"].__setitem__(1, [12]),
            r"sentence break \[12\] is not \[start, end\]",
        ),
        (lambda c: paragraph(c)["qas"][1].pop("id"), r"article 0, paragraph 0: no 'id' of type str"),
        (lambda c: paragraph(c)["qas"][1].pop("question"), r"question 'q2': no 'question' of type str"),
        (lambda c: paragraph(c)["qas"][0].update(answers=[]), r"article 0, paragraph 0, question 'q1': no answer$"),
        (lambda c: paragraph(c)["qas"][0].pop("answers"), r"question 'q1': no 'answers' of type list"),
        (lambda c: paragraph(c)["qas"][0]["answers"][0].pop("answer_start"), r"question 'q1': no 'answer_start'"),
        (
            lambda c: paragraph(c)["qas"][0]["answers"][0].update(answer_start=11),
            r"question 'q1': the answer starts at character 11, which is in no sentence",
        ),
        (
            lambda c: paragraph(c)["qas"][0]["answers"][0].update(answer_start=21),
            r"question 'q1': the answer starts at character 21, which is in no sentence",
        ),
    ],
)
def test_a_file_that_is_not_in_the_format_is_refused_with_the_place(
    raw: Path, spoil: Callable[[dict[str, Any]], object], message: str
) -> None:
    content = english()
    spoil(content)
    (raw / "en.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(LingmixError, match=message):
        TINY.retrieval(raw)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"data": [', r"en\.json: not JSON \(.*line 1 column 11.*\); remove it and fetch it again"),
        (b"<!DOCTYPE html>", r"en\.json: not JSON .*it looks like a web page"),
        (b'{"data": "\xff"}', r"en\.json: not UTF-8"),
        (b"[]", r"en\.json: no 'data' of type list"),
    ],
)
def test_a_file_that_is_not_json_is_refused(raw: Path, content: bytes, message: str) -> None:
    (raw / "en.json").write_bytes(content)
    with pytest.raises(LingmixError, match=message):
        TINY.retrieval(raw)


def test_a_missing_file_is_named(raw: Path) -> None:
    (raw / "de.json").unlink()
    with pytest.raises(LingmixError, match=r"de\.json: no such file; fetch the data set first"):
        TINY.retrieval(raw)


def test_protocols_and_sources_are_declared() -> None:
    assert get("xquad-r").metrics == get("mlqa-r").metrics == ("map", "map@20")
    assert "squad/dev" in get("xquad-r").sources
    assert get("mlqa-r").sources == ("mlqa/dev",)


@pytest.mark.parametrize("name", ["xquad-r", "mlqa-r"])
def test_the_published_files_have_the_published_sizes(name: str, mirror: Path, tmp_path: Path) -> None:
    dataset = get(name)
    fetch_all(dataset, tmp_path, mirror=mirror)
    data = dataset.retrieval(tmp_path)
    assert data.queries.groupby("lang").size().to_dict() == QUESTIONS[name]
    assert data.passages.groupby("lang").size().to_dict() == CANDIDATES[name]
    # Every question has one relevant passage in its own language, and no other.
    assert data.qrels.groupby("lang").size().to_dict() == QUESTIONS[name]
    assert len(data.queries.merge(data.qrels, on=["group", "lang"])) == sum(QUESTIONS[name].values())
    assert tuple(QUESTIONS[name]) == dataset.languages
    assert len(data.passages) == dataset.size == sum(CANDIDATES[name].values())
    assert data.queries["group"].nunique() == dataset.groups
    # Ids keep the file's order under sorting, so their numbers never run over the padding.
    assert set(data.passages["passage"].str.len()) == {14}
