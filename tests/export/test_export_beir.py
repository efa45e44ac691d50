from __future__ import annotations

import csv
import json
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest
from exported import asked, in_parts, table

from lingmix.data.beir import read_beir
from lingmix.data.tables import retrieval
from lingmix.errors import LingmixError
from lingmix.export.beir import CORPUS, QRELS, QUERIES, write_benchmark
from lingmix.export.pools import pools


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    data = asked()
    write_benchmark(data, pools(data), table(data, tmp_path), tmp_path / "beir")
    folder = tmp_path / "beir/en.en"
    files = {"passages": [folder / CORPUS], "queries": [folder / QUERIES], "qrels": [folder / QRELS]}
    back = read_beir(files, ["en"], "back")
    for name in ("queries", "passages", "qrels"):
        before = getattr(data, name)
        pd.testing.assert_frame_equal(getattr(back, name), before[before["lang"] == "en"].reset_index(drop=True))


def test_a_pool_of_all_languages_and_shared_corpora(tmp_path: Path) -> None:
    data = asked()
    write_benchmark(data, pools(data), table(data, tmp_path), tmp_path / "beir")
    assert len(list((tmp_path / "beir").iterdir())) == 12
    rows = [json.loads(line) for line in (tmp_path / "beir/tr.all" / CORPUS).read_text().splitlines()]
    wanted = data.passages[["passage", "text", "lang"]].values.tolist()
    assert [[row["_id"], row["text"], row["metadata"]["lang"]] for row in rows] == wanted
    assert (tmp_path / "beir/tr.de" / CORPUS).samefile(tmp_path / "beir/de.de" / CORPUS)
    asking = [json.loads(line)["_id"] for line in (tmp_path / "beir/tr.de" / QUERIES).read_text().splitlines()]
    assert asking == ["g1", "g2", "g3"]
    assert (tmp_path / "beir/tr.de" / QRELS).read_text().splitlines()[:2] == [
        "query-id\tcorpus-id\tscore",
        "g1\tde-1\t1",
    ]


def test_parts_are_folders(tmp_path: Path) -> None:
    data = in_parts()
    write_benchmark(data, pools(data), table(data, tmp_path), tmp_path / "beir")
    lines = (tmp_path / "beir/b-dev/de.en" / CORPUS).read_text().splitlines()
    assert [json.loads(line)["_id"] for line in lines] == ["p3"]


def test_odd_ids_are_read_by_readers_with_quotes_and_without(tmp_path: Path) -> None:
    names = ["a\tb", "a%09b", '"quoted', 'in"side', "line\nbreak", "#1", "x/y", "é ü"]
    data = retrieval(
        pd.DataFrame({"group": names, "lang": "en", "text": "question"}),
        pd.DataFrame({"passage": names, "lang": "en", "text": "answer", "context": ""}),
        pd.DataFrame({"group": names, "lang": "en", "passage": names}),
        name="odd",
    )
    write_benchmark(data, pools(data, ["monolingual"]), table(data, tmp_path), tmp_path / "beir")
    folder = tmp_path / "beir/en.en"
    # as BEIR's own loader reads them
    with (folder / QRELS).open(encoding="utf-8") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_MINIMAL))[1:]
    assert sorted(unquote(query) for query, _, _ in rows) == sorted(names)
    for layout, place in ((CORPUS, 1), (QUERIES, 0)):
        ids = {json.loads(line)["_id"] for line in (folder / layout).read_text(encoding="utf-8").splitlines()}
        assert ids == {row[place] for row in rows}
    files = {"passages": [folder / CORPUS], "queries": [folder / QUERIES], "qrels": [folder / QRELS]}
    back = read_beir(files, ["en"], "back")
    assert sorted(map(unquote, back.qrels["group"])) == sorted(names)


def test_equal_queries_are_one_file_which_another_export_does_not_write_into(tmp_path: Path) -> None:
    data = asked()
    passages = table(data, tmp_path)
    beir = tmp_path / "beir"
    write_benchmark(data, pools(data), passages, beir)
    assert (beir / "tr.de" / QUERIES).samefile(beir / "tr.all" / QUERIES)
    assert not (beir / "tr.de" / QUERIES).samefile(beir / "de.de" / QUERIES)
    # g3 is no longer answered in German
    fewer = data.qrels[(data.qrels["group"] != "g3") | (data.qrels["lang"] != "de")]
    less = retrieval(data.queries, data.passages, fewer, name="less")
    write_benchmark(less, pools(less), passages, beir)
    asking = {
        pool: [json.loads(line)["_id"] for line in (beir / pool / QUERIES).read_text().splitlines()]
        for pool in ("tr.de", "tr.en", "tr.all")
    }
    assert asking == {"tr.de": ["g1", "g2"], "tr.en": ["g1", "g2", "g3"], "tr.all": ["g1", "g2", "g3"]}


def test_what_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    data = asked()
    passages = table(data, tmp_path)
    (tmp_path / "beir").write_text("a file in the folder's place")
    with pytest.raises(LingmixError, match=r"test\.tsv cannot be put into"):
        write_benchmark(data, pools(data), passages, tmp_path / "beir")
