from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingmix.sharding import joined, pools_of, shards_of


@given(sizes=st.lists(st.integers(1, 50), min_size=1, max_size=20), limit=st.integers(1, 60))
def test_every_table_is_in_one_shard_in_its_order_and_no_shard_could_take_the_next(
    sizes: list[int], limit: int
) -> None:
    tables = [(str(number), float(size)) for number, size in enumerate(sizes)]
    shards = shards_of(tables, limit)
    assert [name for shard in shards for name in shard] == [name for name, _ in tables]
    total = [sum(sizes[int(name)] for name in shard) for shard in shards]
    assert all(size <= limit or len(shard) == 1 for size, shard in zip(total, shards, strict=True))
    firsts = [sizes[int(shard[0])] for shard in shards[1:]]
    assert all(size + first > limit for size, first in zip(total, firsts, strict=False))


def test_pools_are_slices() -> None:
    assert pools_of(["a", "a", "a", "b"], ["de", "de", "en", "de"]) == [("a", "de", 2), ("a", "en", 1), ("b", "de", 1)]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 4))
def test_joined_vectors_are_those_of_one_index_over_all_tables(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    tables = [
        pd.DataFrame({"part": rng.choice(["", "b"], 7), "lang": rng.choice(["de", "en"], 7), "value": rng.random(7)})
        for _ in range(count)
    ]
    keys = ["part", "lang"]
    whole = pd.concat(tables).sort_values(keys, kind="stable")["value"].to_numpy(np.float32)
    shards = []
    for table in tables:
        rows = table.sort_values(keys, kind="stable")
        vectors = rows["value"].to_numpy(np.float32)[:, None]
        shards.append((pools_of(rows["part"], rows["lang"]), lambda start, stop, vectors=vectors: vectors[start:stop]))
    rows_of = joined(shards)
    for start in range(len(whole)):
        for stop in range(start + 1, len(whole) + 1):
            assert rows_of(start, stop)[:, 0].tolist() == pytest.approx(whole[start:stop].tolist(), abs=0)
