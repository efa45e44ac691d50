from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from lingmix.errors import LingmixError
from lingmix.store import write_table
from lingmix.table.made_with import made_with


def metrics(folder: Path, **versions: str | None) -> dict[str, list[str]]:
    """A table of metrics per run, each made with a version of torch or not saying."""
    found = {}
    for run, version in versions.items():
        path = folder / f"{run}.parquet"
        write_table(pd.DataFrame({"x": [1]}), path, about={"versions": {"torch": version}} if version else {})
        found[run] = [str(path)] * 2
    return found


def test_runs_made_with_the_same_versions_stand_together(tmp_path: Path) -> None:
    found = made_with(metrics(tmp_path, a="1", b="1", c="2", d=None))
    assert found == [({"torch": "1"}, ["a", "b"]), ({"torch": "2"}, ["c"])]


def test_training_and_scoring_with_different_versions_shows(tmp_path: Path) -> None:
    record = tmp_path / "training.json"
    record.write_text(json.dumps({"versions": {"torch": "1", "peft": "3"}}))
    found = made_with(metrics(tmp_path, a="2", b="2"), {"a": str(record)})
    assert found == [({"torch": "1 and 2", "peft": "3"}, ["a"]), ({"torch": "2"}, ["b"])]


def test_an_unreadable_table_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_text("no table")
    with pytest.raises(LingmixError, match=r"a\.parquet cannot be read"):
        made_with({"a": [str(tmp_path / "a.parquet")]})
