from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from lingmix.data.shards import BLOCK, read_blocks, read_judged, write_shard
from lingmix.data.tables import PASSAGES
from lingmix.errors import LingmixError
from lingmix.store import write_table


def block(first: int, count: int, **columns: str) -> pd.DataFrame:
    numbers = range(first, first + count)
    rows = {"passage": [f"p{n}" for n in numbers], "lang": "sw", "text": [f"habari {n}" for n in numbers]}
    return pd.DataFrame({**rows, **columns})


def test_blocks_become_one_table_and_are_read_back_in_blocks(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "shard.parquet"
    assert write_shard((block(n, 50_000) for n in (0, 50_000, 100_000)), path, name="docs") == 150_000
    found = list(read_blocks([str(path), str(path)], ["passage", "context"]))
    assert max(map(len, found)) <= BLOCK
    assert sum(map(len, found)) == 300_000
    assert found[0].iloc[0].tolist() == ["p0", ""]
    assert tuple(pd.read_parquet(path).columns) == PASSAGES
    assert [file.name for file in path.parent.iterdir()] == ["shard.parquet"]


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([block(0, 2), block(1, 2)], "docs cannot be used:\n  - row 3 repeats the passage 'p1'"),
        ([block(0, 2), block(2, 1, text=" ")], "docs cannot be used:\n  - row 3 has an empty text"),
        ([block(0, 1).drop(columns="lang")], "docs: no column lang; there are: passage, text"),
        ([], "docs: no passages"),
    ],
)
def test_what_is_wrong_is_said_with_its_row_and_leaves_no_table(
    blocks: list[pd.DataFrame], expected: str, tmp_path: Path
) -> None:
    with pytest.raises(LingmixError, match=f"^{re.escape(expected)}"):
        write_shard(blocks, tmp_path / "shard.parquet", name="docs")
    assert list(tmp_path.iterdir()) == []


def test_a_source_that_breaks_off_leaves_no_table(tmp_path: Path) -> None:
    def broken() -> Iterator[pd.DataFrame]:
        yield block(0, 3)
        raise LingmixError("cut off")

    with pytest.raises(LingmixError, match="cut off"):
        write_shard(broken(), tmp_path / "shard.parquet", name="docs")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said_and_gets_its_room_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    with pytest.raises(LingmixError, match=r"^shard.parquet does not fit into .*: No space left on device"):
        write_shard([block(0, 3)], tmp_path / "shard.parquet", name="docs")
    assert list(tmp_path.iterdir()) == []


def test_only_judged_passages_are_kept(tmp_path: Path) -> None:
    paths = {"passages": [str(tmp_path / f"{n}.parquet") for n in range(2)]}
    for n, path in enumerate(paths["passages"]):
        write_shard([block(n * 10, 10)], Path(path), name="docs")
    tables = {
        "queries": pd.DataFrame({"group": ["g"], "lang": "sw", "text": "wapi", "part": ""}),
        "qrels": pd.DataFrame({"group": "g", "lang": "sw", "passage": ["p3", "p17"]}),
    }
    for name, table in tables.items():
        write_table(table, tmp_path / f"{name}.parquet")
        paths[name] = [str(tmp_path / f"{name}.parquet")]
    data = read_judged(paths)
    assert data.passages["text"].tolist() == ["habari 3", "habari 17"]
    assert len(data.queries) == 1
    assert len(data.qrels) == 2


def test_a_table_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and nothing else")
    with pytest.raises(LingmixError, match=r"a\.parquet cannot be read: .*It is now a\.parquet\.damaged; run again"):
        list(read_blocks([str(tmp_path / "a.parquet")], ["text"]))
    write_table(block(0, 1), tmp_path / "b.parquet")
    with pytest.raises(LingmixError, match=r"b\.parquet has no column part"):
        list(read_blocks([str(tmp_path / "b.parquet")], ["part"]))
