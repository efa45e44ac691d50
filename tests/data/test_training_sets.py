"""The training sets of the registry, from tiny files in the published layouts."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from lingmix.data import registry
from lingmix.errors import LingmixError

PLOT = "A miller lives by the river. He finds a ring. The king wants it back."


def packed(path: Path, *rows: Any) -> Path:
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    return path


def lines(path: Path, *rows: Any) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def rows(name: str, raw: Path) -> list[list[Any]]:
    pairs = registry.get(name).pairs(raw)
    assert pairs["dataset"].unique().tolist() == [name]
    found: list[list[Any]] = pairs[["group", "lang", "query", "passage", "negatives"]].values.tolist()
    return [[*texts, list(negatives)] for *texts, negatives in found]


@pytest.mark.parametrize(
    ("name", "file", "columns"),
    [
        ("natural-questions", "pair.parquet", ("query", "answer")),
        ("yahoo-qa", "question-answer-pair.parquet", ("question", "answer")),
    ],
)
def test_questions_and_answers_are_pairs_row_by_row(
    name: str, file: str, columns: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pd.DataFrame([("who? ", "she"), ("why?", " "), ("who? ", "he")], columns=list(columns)).to_parquet(tmp_path / file)
    assert rows(name, tmp_path) == [
        [f"{name}:0000000", "en", "who?", "she", []],
        [f"{name}:0000002", "en", "who?", "he", []],
    ]
    assert "1 of 3 pairs lack a text and are left out" in capsys.readouterr().err
    pd.DataFrame({"something": ["else"]}).to_parquet(tmp_path / file)
    with pytest.raises(LingmixError, match=rf"{re.escape(file)}: no column {columns[0]}.*something"):
        rows(name, tmp_path)


def test_wikiqa_takes_what_does_not_answer_as_negatives(tmp_path: Path) -> None:
    table = pd.DataFrame(
        [
            ("Q1", "how high?", "It is far.", 0),
            ("Q1", "how high?", "It is 9 m high.", 1),
            ("Q1", "how high?", "Nine metres.", 1),
            ("Q2", "how old?", "It is far.", 0),
        ],
        columns=["question_id", "question", "answer", "label"],
    )
    table.to_parquet(tmp_path / "train.parquet")
    assert rows("wikiqa", tmp_path) == [["wikiqa:Q1", "en", "how high?", "It is 9 m high.", ["It is far."]]]
    table.assign(label=2).to_parquet(tmp_path / "train.parquet")
    with pytest.raises(LingmixError, match=r"train\.parquet row 1: 'label' is 2, neither 0 nor 1"):
        rows("wikiqa", tmp_path)


def test_newsqa_finds_the_sentence_of_the_first_answer(tmp_path: Path) -> None:
    def question(key: str, *spans: list[int]) -> dict[str, Any]:
        return {"qid": key, "question": f"{key}?", "detected_answers": [{"text": "", "char_spans": list(spans)}]}

    start = PLOT.index("ring")
    none = {"qid": "q3", "question": "q3?", "detected_answers": []}
    article = {"context": PLOT, "qas": [question("q2", [start, start + 3], [0, 1]), none, question("q1", [0, 0])]}
    packed(tmp_path / "NewsQA.jsonl.gz", {"header": {"dataset": "NewsQA"}}, article)
    assert rows("newsqa", tmp_path) == [
        ["newsqa:q1", "en", "q1?", "A miller lives by the river.", []],
        ["newsqa:q2", "en", "q2?", "He finds a ring.", []],
    ]
    packed(tmp_path / "NewsQA.jsonl.gz", {"header": {}}, {"context": PLOT})
    with pytest.raises(LingmixError, match=r"NewsQA\.jsonl\.gz:2: no 'qas'"):
        rows("newsqa", tmp_path)


def test_duorc_takes_the_first_answer_that_the_plot_has_in_these_words(tmp_path: Path) -> None:
    questions = [
        ("a", "who wants it?", ["the monarch", "The king"]),
        ("b", "what?", ["a crown"]),
        ("c", "what?", []),
        ("d", "what?", ["ring"]),
    ]
    table = pd.DataFrame(questions, columns=["question_id", "question", "answers"]).assign(plot=PLOT)
    table.to_parquet(tmp_path / "SelfRC.parquet")
    assert rows("duorc", tmp_path) == [
        ["duorc:a", "en", "who wants it?", "The king wants it back.", []],
        ["duorc:d", "en", "what?", "He finds a ring.", []],
    ]


def test_mfaq_leaves_out_what_is_in_another_language(tmp_path: Path) -> None:
    pairs = [
        {"question": "Wann?", "answer": "Um acht.", "language": "de"},
        {"question": "When?", "answer": "At eight.", "language": "en"},
        {"question": "Wo?", "answer": "Hier."},
    ]
    lines(tmp_path / "train.jsonl", {"domain": "a.example", "qa_pairs": pairs}, {"domain": "b", "qa_pairs": pairs[:1]})
    assert rows("mfaq/de", tmp_path) == [
        ["mfaq:de:000000:000", "de", "Wann?", "Um acht.", []],
        ["mfaq:de:000000:002", "de", "Wo?", "Hier.", []],
        ["mfaq:de:000001:000", "de", "Wann?", "Um acht.", []],
    ]


def test_mr_tydi_puts_titles_before_texts_and_keeps_the_first_negatives(tmp_path: Path) -> None:
    def passage(number: int) -> dict[str, str]:
        return {"docid": f"1#{number}", "title": f"T{number}", "text": f"text {number}"}

    asked = {"query_id": "7", "query": "nani?", "positive_passages": [passage(1), passage(2)]}
    several = [passage(number) for number in range(10, 40)]
    path = packed(
        tmp_path / "train.jsonl.gz",
        {**asked, "negative_passages": several},
        {**asked, "query_id": "8", "positive_passages": [], "negative_passages": several},
    )
    ((group, lang, query, found, negatives),) = rows("mr-tydi/sw", tmp_path)
    assert (group, lang, query, found) == ("mr-tydi:sw:7", "sw", "nani?", "T1\ntext 1")
    assert negatives == [f"T{number}\ntext {number}" for number in range(10, 18)]
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(LingmixError, match=r"train\.jsonl\.gz.*truncated"):
        rows("mr-tydi/sw", tmp_path)


def mmarco(folder: Path, **changed: str) -> Path:
    """Queries 1 and 2, passages 10 to 19."""
    files = {
        "triples": "2\t11\t12\n1\t10\t13\n1\t10\t14\n1\t15\t16\n1\t10\t13\n"
        + "".join(f"1\t10\t{n}\n" for n in (16, 17, 18)),
        "queries": '1\tqui "est-ce?\n2\toù?\n3\tquand?\n',
        "passages": "".join(f"{number}\tpassage {number}\n" for number in range(10, 20)),
        **changed,
    }
    for name, content in files.items():
        (folder / f"{name}.tsv").write_text(content, encoding="utf-8")
    return folder


def test_mmarco_pairs_each_query_with_its_first_positive_and_its_first_negatives(tmp_path: Path) -> None:
    assert rows("mmarco/fr", mmarco(tmp_path)) == [
        ["ms-marco:1", "fr", 'qui "est-ce?', "passage 10", [f"passage {number}" for number in (13, 14, 16, 17)]],
        ["ms-marco:2", "fr", "où?", "passage 11", ["passage 12"]],
    ]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"queries": "1\tqui?\n"}, "queries.tsv: 1 ids of the triples are not there, the first: 2"),
        ({"passages": "10\tun\n"}, "passages.tsv: 6 ids of the triples are not there, the first: 11"),
        ({"triples": "1\t10\n"}, "triples.tsv: not three numbers a line"),
        ({"triples": "<html></html>"}, "triples.tsv: not three numbers a line"),
        ({"queries": "1\tqui?\n2\n"}, "queries.tsv:2: 1 fields instead of 2"),
        ({"queries": "eins\tqui?\n"}, "queries.tsv:1: the id 'eins' is no number"),
    ],
)
def test_files_of_mmarco_that_do_not_fit_are_named(changed: dict[str, str], expected: str, tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match=re.escape(expected)):
        rows("mmarco/fr", mmarco(tmp_path, **changed))


def test_languages_of_mmarco_are_parallel_and_ids_of_other_sets_never_meet(tmp_path: Path) -> None:
    groups = {}
    for language in ("fr", "de"):
        (tmp_path / language).mkdir()
        groups[language] = [row[0] for row in rows(f"mmarco/{language}", mmarco(tmp_path / language))]
    assert groups["fr"] == groups["de"]
    prefixes = {"wikiqa", "newsqa", "duorc", "mfaq", "mr-tydi", "ms-marco", "natural-questions", "yahoo-qa"}
    assert {group.split(":")[0] for found in groups.values() for group in found} <= prefixes
