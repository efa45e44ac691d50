"""Mewsli-X's mentions and candidate entities become one pool in many languages."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lingmix.data.registry import get
from lingmix.data.sets import mewsli_x
from lingmix.data.sets.mewsli_x import ARCHIVE, ENTITIES, MENTIONS, PAIRS, marked
from lingmix.errors import LingmixError
from lingmix.metrics.ranks import rank_table
from lingmix.metrics.score import score

ARTICLE = "Strike\n\nIn {big} Turku, a {union} went on\nstrike.  It ended in Turku."
SECOND = ARTICLE.index("  It")
SENTENCES = [{"start": 0, "end": 6}, {"start": 8, "end": SECOND}, {"start": SECOND + 2, "end": len(ARTICLE)}]


def entity(key: str, language: str, description: str) -> dict[str, Any]:
    return {
        "entity_id": key,
        "title": "title",
        "description": description,
        "description_url": "https://example.org",
        "description_language": language,
        "sentence_spans": [{"start": 0, "end": len(description)}],
    }


def mention(example: str, key: str, start: int, said: str = "Turku") -> dict[str, Any]:
    span = {"start": start, "end": start + len(said), "text": said}
    return {"example_id": example, "mention_span": span, "entity_id": key, "metadata": {"bin_name": "bin04"}}


def article(*mentions: dict[str, Any], text: str = ARTICLE) -> dict[str, Any]:
    context = {"document_title": "Strike", "document_url": "u", "document_id": "en-1", "language": "en", "text": text}
    return {"context": {**context, "sentence_spans": SENTENCES}, "mentions": list(mentions)}


CANDIDATES = [entity("Q38511", "fi", "Turku on kaupunki.\nSe on vanha."), entity("Q1", "zh", "宇宙。")]
FIRST, LATER = ARTICLE.index("Turku"), ARTICLE.rindex("Turku")
PAIR = {
    "contextual_mention": {"context": article()["context"], "mention": mention("w1", "Q38511", FIRST)},
    "entity": entity("Q38511", "en", "Turku is a city."),
}


def lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def archive(raw: Path, candidates: str, pairs: str = "") -> None:
    with zipfile.ZipFile(raw / ARCHIVE.name, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("ar/docs.tsv", "docid\n")
        packed.writestr(ENTITIES, candidates)
        packed.writestr(PAIRS, pairs)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    archive(tmp_path, lines(CANDIDATES), lines([PAIR]))
    rows = [article(mention("m2", "Q38511", FIRST), mention("m1", "Q38511", LATER))]
    (tmp_path / MENTIONS.name).write_text(lines(rows), encoding="utf-8")
    return tmp_path


def test_mentions_ask_in_their_sentence_for_one_entity_of_all(raw: Path) -> None:
    data = get("mewsli-x").retrieval(raw)
    assert data.queries.values.tolist() == [
        ["m1", "en", "Turku: It ended in { Turku } .", ""],
        ["m2", "en", "Turku: In (big) { Turku } , a (union) went on strike.", ""],
    ]
    assert data.passages.values.tolist() == [
        ["Q38511", "fi", "Turku on kaupunki. Se on vanha.", "", ""],
        ["Q1", "zh", "宇宙。", "", ""],
    ]
    assert data.qrels.values.tolist() == [["m1", "fi", "Q38511"], ["m2", "fi", "Q38511"]]


def test_the_score_is_the_reciprocal_rank_among_all_entities(raw: Path) -> None:
    data = get("mewsli-x").retrieval(raw)
    # m1 is closest to its entity, m2 to the Chinese one
    queries = np.array([[1, 0], [0, 1]], dtype=np.float32)
    passages = np.array([[1, 0], [0, 1]], dtype=np.float32)
    ranks = rank_table(data, queries, lambda first, last: passages[first:last], len(passages))
    found = score(ranks, data, ["map@20"], get("mewsli-x").settings)
    assert found["setting"].unique().tolist() == ["multilingual"]
    assert found[found["query_lang"] == "en"]["value"].tolist() == [(1 + 1 / 2) / 2]


def test_blocks_do_not_show_in_the_result(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = get("mewsli-x").retrieval(raw)
    for size in (1, 2):
        monkeypatch.setattr(mewsli_x, "BLOCK", size)
        assert get("mewsli-x").retrieval(raw).passages.equals(whole.passages)


def test_training_pairs_are_mentions_and_descriptions(raw: Path) -> None:
    pairs = get("mewsli-x-train").pairs(raw)
    assert pairs.drop(columns="negatives").values.tolist() == [
        ["w1", "mewsli-x-train", "en", "Turku: In (big) { Turku } , a (union) went on strike.", "Turku is a city."]
    ]
    assert list(map(list, pairs["negatives"])) == [[]]


def test_what_is_declared() -> None:
    found = get("mewsli-x")
    assert found.settings == ("multilingual",)
    assert found.metrics == ("map@20",)
    assert len(found.languages) == 50
    assert "get-mewsli-x.sh" in found.title


def test_the_file_as_published_has_no_text_yet(raw: Path) -> None:
    rows = [article(mention("m1", "Q38511", FIRST), text="")]
    (raw / MENTIONS.name).write_text(lines(rows), encoding="utf-8")
    with pytest.raises(LingmixError, match=r"test\.jsonl:1: the article has no text yet; .*get-mewsli-x\.sh puts"):
        get("mewsli-x").retrieval(raw)


@pytest.mark.parametrize(
    ("second", "message"),
    [
        (article(mention("m3", "Q99", FIRST)), r"test\.jsonl:2: 'm3' mentions the entity 'Q99', which is no candidate"),
        (article(mention("m3", "Q1", 3)), r"test\.jsonl:2: 'Turku' is not at characters 3 to 8, where 'ike"),
        (
            article(mention("m3", "Q1", 5, ARTICLE[5:10])),
            r"test\.jsonl:2: 'e\n\nIn' at characters 5 to 10 is in no sentence",
        ),
        (article({"example_id": "m3", "entity_id": "Q1"}), r"test\.jsonl:2: no 'mention_span' of type dict"),
        ({"context": {}}, r"test\.jsonl:2: no 'language'"),
        (article(mention("m1", "Q1", FIRST)), "row 3 repeats row 2"),
    ],
)
def test_mentions_that_are_not_in_the_format(raw: Path, second: dict[str, Any], message: str) -> None:
    with (raw / MENTIONS.name).open("a", encoding="utf-8") as file:
        file.write(lines([second]))
    with pytest.raises(LingmixError, match=message):
        get("mewsli-x").retrieval(raw)


def test_a_span_that_is_none_is_named() -> None:
    wrong = {"mention_span": {"start": 5, "end": 5, "text": ""}}
    with pytest.raises(LingmixError, match=r"f:1: .* is no span"):
        marked(article()["context"], wrong, "f:1")


@pytest.mark.parametrize(
    ("candidates", "message"),
    [
        ('{"entity_id": "Q1"}\n', rf"\.zip, {ENTITIES}:1: no 'description_language'"),
        (lines(CANDIDATES)[:-9], rf"\.zip, {ENTITIES}:2: not JSON"),
        (lines(CANDIDATES + CANDIDATES[:1]), "passages: row 3 repeats row 1"),
        ("", "no candidate"),
    ],
)
def test_candidates_that_are_not_in_the_format(raw: Path, candidates: str, message: str) -> None:
    archive(raw, candidates)
    with pytest.raises(LingmixError, match=message):
        get("mewsli-x").retrieval(raw)


def test_an_archive_that_is_truncated_a_page_or_not_there(raw: Path) -> None:
    path = raw / ARCHIVE.name
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(LingmixError, match=r"20220518_6\.zip: a zip without its end"):
        get("mewsli-x").retrieval(raw)
    path.write_text("<!DOCTYPE html>")
    with pytest.raises(LingmixError, match=r"20220518_6\.zip: an HTML page"):
        get("mewsli-x-train").pairs(raw)
    path.unlink()
    with pytest.raises(LingmixError, match=r"20220518_6\.zip: no such file"):
        get("mewsli-x").retrieval(raw)
