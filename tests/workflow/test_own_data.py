"""Data of the user's own in every form, through the pipeline: CSV, BEIR folders, and a data set of the hub, offline."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pandas as pd
import pytest

from .project import LANGUAGES, ROOT, Project, checkout, things

sys.path += [str(ROOT / "tests" / "encoders"), str(ROOT / "tests" / "data")]
from hub_server import COMMIT, dataset_cache
from tiny_models import plain_transformer

PARTS = ["plain", "table", "beir", "hub"]
TABLE = "results/forms/ablation.md"


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The same pairs under four names, each read from another form."""
    study = {
        "study": "forms",
        "encoders": {"mine": {"kind": "path", "path": "model", "pooling": "mean"}},
        "datasets": {
            "plain": {"kind": "files", "pairs": "things.jsonl"},
            "table": {
                "kind": "files",
                "pairs": "things.csv",
                "columns": {"query": "Question", "passage": "Answer", "lang": "language"},
            },
            "beir": {"kind": "beir", "folder": "beir", "language": list(LANGUAGES)},
            "hub": {"kind": "hub", "repo": "someone/things", "revision": COMMIT, "pairs": ["data/all.jsonl"]},
        },
        "evaluate": PARTS,
        "metrics": ["map", "recall@1", "rank_distance"],
        "table": {"metrics": ["map"]},
        "grid": [{"encoder": "mine"}],
    }
    folder = tmp_path_factory.mktemp("forms")
    project = checkout(folder, study)
    things(folder / "things.jsonl")
    rows = [json.loads(line) for line in (folder / "things.jsonl").read_text().splitlines()]
    _csv(rows, folder / "things.csv")
    _beir(rows, folder / "beir")
    cache = dataset_cache(folder / "hub", "someone/things", {"data/all.jsonl": (folder / "things.jsonl").read_bytes()})
    plain_transformer(folder / "model")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_CACHE", str(cache))
        done = project.run(TABLE)
    assert done.returncode == 0, done.stdout + done.stderr
    return project


def _csv(rows: list[dict[str, str]], path: Path) -> None:
    """As a spreadsheet saves it: with a byte order mark, CRLF and names of its own."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        names = {"group": "group", "lang": "language", "query": "Question", "passage": "Answer"}
        table = csv.DictWriter(file, [*names.values(), "remarks"])
        table.writeheader()
        table.writerows({name: row[key] for key, name in names.items()} | {"remarks": "a,\nb"} for row in rows)


def _beir(rows: list[dict[str, str]], folder: Path) -> None:
    """A folder in BEIR's layout for each language; passages of one text are one, as in the pool of pairs."""
    for lang in LANGUAGES:
        mine = [row for row in rows if row["lang"] == lang]
        ids = {text: f"{lang}-{number}" for number, text in enumerate(dict.fromkeys(row["passage"] for row in mine))}
        (folder / lang / "qrels").mkdir(parents=True)
        for name, records in {
            "corpus": [{"_id": key, "text": text} for text, key in ids.items()],
            "queries": [{"_id": row["group"], "text": row["query"]} for row in mine],
        }.items():
            lines = [json.dumps({**record, "_id": str(record["_id"])}) for record in records]
            (folder / lang / f"{name}.jsonl").write_text("\n".join(lines) + "\n")
        judged = [f"{row['group']}\t{ids[row['passage']]}\t1" for row in mine]
        (folder / lang / "qrels" / "test.tsv").write_text("\n".join(["query-id\tcorpus-id\tscore", *judged]) + "\n")


def test_the_form_of_the_files_does_not_change_the_scores(evaluated: Project) -> None:
    table = pd.read_parquet(evaluated.results("ablation.parquet"))
    keys = ["setting", "query_lang", "passage_lang", "metric"]
    plain, *others = (table[table["benchmark"] == name].set_index(keys)[["mean", "queries"]] for name in PARTS)
    assert plain["mean"].notna().sum() > 10
    for other in others[:1] + others[2:]:
        pd.testing.assert_frame_equal(other, plain)
    assert list(others[1].index) == list(plain.index)
    assert list(others[1]["queries"]) == list(plain["queries"])


def test_files_of_the_hub_are_kept_with_the_study(evaluated: Project) -> None:
    kept = evaluated.results("data/hub/raw/data--all.jsonl")
    assert kept.read_bytes() == (evaluated.folder / "things.jsonl").read_bytes()
    assert evaluated.planned(TABLE) == {}
    listed = evaluated.run("list")
    assert "1 of 1 runs are done" in listed.stdout, listed.stdout + listed.stderr


def test_wrong_rows_stop_their_data_set_and_no_other(evaluated: Project) -> None:
    path = evaluated.folder / "things.csv"
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b",tr,", b",Turkish,"))
    try:
        done = evaluated.run(TABLE, "--keep-going")
        assert done.returncode != 0
        assert "things.csv cannot be used:" in done.stdout + done.stderr
        assert "Turkish" in done.stdout + done.stderr
        assert "and 14 more" in done.stdout + done.stderr
        assert (
            evaluated.planned(str(evaluated.results("data/plain/queries.parquet").relative_to(evaluated.folder))) == {}
        )
    finally:
        path.write_bytes(whole)
