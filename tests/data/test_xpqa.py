"""xPQA's rows become a benchmark with a part per language, each with an English side."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from lingmix.data.registry import get
from lingmix.data.sets.xpqa import FILE
from lingmix.errors import LingmixError
from lingmix.metrics.ranks import rank_table

HEAD = ("ASIN", "question", "question_en", "qid", "candidate", "qa_id", "source", "context", "label", "answer", "lang")


def row(lang: str, question: str, english: str, candidate: str, answer: str, label: str = "2") -> tuple[str, ...]:
    return ("B00", question, english, "q1", candidate, "qa1", "review", f"… {candidate} …", label, answer, lang)


ROWS = [
    row("de", "Ist es groß?", "Is it big?", "It is 2 m, \nvery tall.", "Ja, 2 m."),
    row("de", "Ist es groß?", "Is it big?", "Two metres tall.", "Ja, 2 m."),
    row("de", "Ist es groß?", "Is it big?", "It is blue.", "", "0"),
    row("de", "Ist es blau?", "Is it blue?", "It is blue.", "Ja."),
    row("zh", "大吗?", "Is it big?", "Two metres tall.", "两米。"),
    # asked of another product, in the same words
    row("de", "Ist es groß?", "Is this big?", "Tiny.", "Nein."),
]


def write(raw: Path, rows: list[tuple[str, ...]], head: tuple[str, ...] = HEAD) -> None:
    with (raw / FILE).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])


def test_each_language_is_a_part_with_its_own_english(tmp_path: Path) -> None:
    write(tmp_path, ROWS)
    data = get("xpqa").retrieval(tmp_path)
    assert data.queries.values.tolist() == [
        ["de:00000", "de", "Ist es groß?", "de"],
        ["de:00001", "de", "Ist es blau?", "de"],
        ["de:00000", "en", "Is it big?", "de"],
        ["de:00001", "en", "Is it blue?", "de"],
        ["zh:00002", "en", "Is it big?", "zh"],
        ["zh:00002", "zh", "大吗?", "zh"],
    ]
    assert data.passages.drop(columns="context").values.tolist() == [
        ["de:de:000000", "de", "Ja, 2 m.", "de"],
        ["de:de:000003", "de", "Ja.", "de"],
        ["de:de:000007", "de", "Nein.", "de"],
        ["de:en:000001", "en", "It is 2 m, \nvery tall.", "de"],
        ["de:en:000002", "en", "Two metres tall.", "de"],
        ["de:en:000004", "en", "It is blue.", "de"],
        ["de:en:000008", "en", "Tiny.", "de"],
        ["zh:en:000006", "en", "Two metres tall.", "zh"],
        ["zh:zh:000005", "zh", "两米。", "zh"],
    ]
    assert data.qrels.values.tolist() == [
        ["de:00000", "de", "de:de:000000"],
        ["de:00000", "de", "de:de:000007"],
        ["de:00000", "en", "de:en:000001"],
        ["de:00000", "en", "de:en:000002"],
        ["de:00000", "en", "de:en:000008"],
        ["de:00001", "de", "de:de:000003"],
        ["de:00001", "en", "de:en:000004"],
        ["zh:00002", "en", "zh:en:000006"],
        ["zh:00002", "zh", "zh:zh:000005"],
    ]


def test_a_question_is_ranked_among_the_passages_of_its_part(tmp_path: Path) -> None:
    write(tmp_path, ROWS)
    data = get("xpqa").retrieval(tmp_path)
    # all vectors are equal, so that a passage's rank is its place in its pool
    vectors = np.ones((len(data.passages), 1), dtype=np.float32)
    queries = np.ones((len(data.queries), 1), dtype=np.float32)
    ranks = rank_table(data, queries, lambda first, last: vectors[first:last], len(vectors))
    chinese = ranks[ranks["group"] == "zh:00002"]
    assert chinese["rank"].tolist() == [1, 1, 1, 1]
    assert sorted(map(tuple, chinese[["query_lang", "pool"]].values.tolist())) == [
        ("en", "en"),
        ("en", "zh"),
        ("zh", "en"),
        ("zh", "zh"),
    ]
    german = ranks[(ranks["group"] == "de:00000") & (ranks["query_lang"] == "de")]
    assert german.groupby("pool", observed=True)["rank"].apply(list).to_dict() == {"de": [1, 3], "en": [1, 2, 4]}


def test_counts_are_those_of_mtebs_subsets(tmp_path: Path) -> None:
    """mteb's XPQARetrieval: distinct questions against distinct answers, or candidates, of rows with an answer."""
    write(tmp_path, ROWS)
    data = get("xpqa").retrieval(tmp_path)
    answered = [one for one in ROWS if one[10] == "de" and one[9]]
    sides = {"de": {one[9] for one in answered}, "en": {one[4] for one in answered}}
    queries = {text: group for group, lang, text, _ in data.queries.values.tolist() if lang == "de"}
    assert queries.keys() == {one[1] for one in answered}
    texts = data.passages.set_index("passage")["text"]
    for language, expected in sides.items():
        pool = data.passages[(data.passages["part"] == "de") & (data.passages["lang"] == language)]
        assert sorted(pool["text"]) == sorted(expected)
        for question, group in queries.items():
            judged = data.qrels[(data.qrels["group"] == group) & (data.qrels["lang"] == language)]["passage"]
            column = 9 if language == "de" else 4
            assert {texts[one] for one in judged} == {one[column] for one in answered if one[1] == question}


def test_what_is_declared() -> None:
    found = get("xpqa")
    assert len(found.languages) == 13
    assert found.settings == ("monolingual", "crosslingual")
    assert found.licence == "CDLA-Sharing-1.0"


@pytest.mark.parametrize(
    ("rows", "head", "message"),
    [
        (ROWS, HEAD[:-1], r"corrected\.csv: no column lang"),
        (
            [ROWS[0], row("xx", "a", "b", "c", "d")],
            HEAD,
            r"corrected\.csv:5: the language is 'xx'; there should be",
        ),
        ([ROWS[0], row("de", "a", "", "c", "d")], HEAD, "queries: row 4 has an empty text"),
        ([ROWS[0], ROWS[0][:-1]], HEAD, r"corrected\.csv:5: 10 cells, while the first line names 11 columns"),
        ([ROWS[2]], HEAD, "no rows"),
    ],
)
def test_rows_that_are_not_in_the_format(
    tmp_path: Path, rows: list[tuple[str, ...]], head: tuple[str, ...], message: str
) -> None:
    write(tmp_path, rows, head)
    with pytest.raises(LingmixError, match=message):
        get("xpqa").retrieval(tmp_path)


def test_a_page_or_a_cut_off_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("<!DOCTYPE html><html>404</html>")
    with pytest.raises(LingmixError, match=r"corrected\.csv: an HTML page"):
        get("xpqa").retrieval(tmp_path)
    write(tmp_path, ROWS[1:] + ROWS[:1])
    path = tmp_path / FILE
    path.write_bytes(path.read_bytes().split(b"very tall")[0])
    with pytest.raises(LingmixError, match=r"corrected\.csv:7: "):
        get("xpqa").retrieval(tmp_path)
