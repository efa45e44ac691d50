from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from lingmix.data import registry
from lingmix.data.sets.squad import SQUAD, TRANSLATIONS, SquadPairs
from lingmix.errors import LingmixError

CONTEXT = "Dr. Ray saw the comet in 1910. It came back  in 1986! Nobody knows more. "
GERMAN = next(found for found in TRANSLATIONS if found.languages == ("de",))


def question(key: str, answer: str, context: str = CONTEXT) -> dict[str, Any]:
    return {
        "id": key,
        "question": f" What of {answer}? ",
        "answers": [{"text": answer, "answer_start": context.find(answer)}],
    }


def write(folder: Path, dataset: SquadPairs, *questions: Any, context: str = CONTEXT) -> Path:
    article = {"title": "Comets", "paragraphs": [{"context": context, "qas": list(questions)}]}
    (folder / dataset.files[0].name).write_text(json.dumps({"data": [article], "version": "1.1"}), encoding="utf-8")
    return folder


def rows(pairs: pd.DataFrame) -> list[list[str]]:
    found: list[list[str]] = pairs[["group", "lang", "query", "passage"]].values.tolist()
    return found


def test_the_passage_is_the_sentence_in_which_the_answer_starts(tmp_path: Path) -> None:
    raw = write(tmp_path, SQUAD, question("b", "1986"), question("a", "1910"), question("c", "back  in 1986! Nobody"))
    pairs = SQUAD.pairs(raw)
    assert rows(pairs) == [
        ["a", "en", "What of 1910?", "Dr. Ray saw the comet in 1910."],
        ["b", "en", "What of 1986?", "It came back  in 1986!"],
        ["c", "en", "What of back  in 1986! Nobody?", "It came back  in 1986!"],
    ]
    assert pairs["dataset"].tolist() == ["squad"] * 3
    assert [list(found) for found in pairs["negatives"]] == [[], [], []]


def test_translations_share_their_groups_and_leave_out_answers_that_were_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    context = "Dr. Ray sah den Kometen 1910. Er kam 1986 zurück."
    lost = {"id": "lost", "question": "Was?", "answers": [{"text": "1835", "answer_start": -1}]}
    none = {"id": "none", "question": "Was?", "answers": []}
    raw = write(tmp_path, GERMAN, question("a", "1910", context), lost, none, context=context)
    assert rows(GERMAN.pairs(raw)) == [["a", "de", "What of 1910?", "Dr. Ray sah den Kometen 1910."]]
    assert "2 of 3 questions without their answer" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        (
            [{"id": "x", "question": "?", "answers": []}],
            "article 0, paragraph 0, question 0: the answer starts outside",
        ),
        ([question("x", "1835")], "article 0, paragraph 0, question 0: the answer starts outside"),
        ([question("a", "1910"), {"id": "x", "answers": []}], "question 1: no 'question' of type str"),
        ([question("a", "1910"), question("a", "1986")], "row 2 repeats row 1 (group 'a', lang 'en')"),
    ],
)
def test_questions_out_of_the_format_are_named(questions: list[Any], expected: str, tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match=re.escape(expected)):
        SQUAD.pairs(write(tmp_path, SQUAD, *questions))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<html>", "it looks like a web page"),
        ('{"data": [', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("9" * 5_000, "not JSON"),
        ('{"data": [{"paragraphs": [{"context": "\\ud800"}]}]}', "paragraph 0: 'context' holds half a surrogate pair"),
    ],
)
def test_files_that_are_something_else_are_named(content: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / SQUAD.files[0].name).write_text(content)
    with pytest.raises(LingmixError, match=rf"train-v1\.1\.json.*{expected}"):
        SQUAD.pairs(tmp_path)


def test_relatives_of_squad_say_so() -> None:
    assert registry.get("squad").sources == registry.get("squad-translate-train").sources == ("squad/train",)
    assert "squad/dev" in registry.get("xquad-r").sources
    assert len(registry.get("squad-translate-train").parts) == 10
    assert registry.get("squadshifts").size == 37_691
