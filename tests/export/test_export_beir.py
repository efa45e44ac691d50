from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
from exported import asked, in_parts, table

from lingmix.data.beir import read_beir
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
