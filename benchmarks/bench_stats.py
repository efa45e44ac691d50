"""How long the statistics of a full XQuAD-R study take, and how much memory.

1,190 questions in 11 languages, each against 11 pools and that of all; 27 runs: 9 variants with 3 seeds. Ranks are
drawn, not measured. Run with ``PYTHONPATH=workflow python benchmarks/bench_stats.py``.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from lingmix.stats.bootstrap import resample
from lingmix.stats.design import RunKey, design
from lingmix.stats.effects import effects, values
from lingmix.stats.per_query import per_query
from lingmix.stats.sums import group_sums

LANGUAGES = ["ar", "de", "el", "en", "es", "hi", "ru", "th", "tr", "vi", "zh"]


def ranks_of(run: int, groups: int) -> pd.DataFrame:
    """Ranks of one run, in the form of ``ranks.parquet``."""
    rng = np.random.default_rng(run)
    group, query, passage = np.meshgrid(np.arange(groups), np.arange(11), np.arange(11), indexing="ij")
    names = pd.CategoricalDtype([f"q{number:05}" for number in range(groups)])
    langs, pools = pd.CategoricalDtype(LANGUAGES), pd.CategoricalDtype([*LANGUAGES, "all"])
    tables = []
    for pool, spread in ((passage.ravel(), 1.5), (np.full(passage.size, 11), 3.0)):
        rank = 1 + np.floor(np.exp(rng.normal(0.5 + run / 50, spread, passage.size))).astype(np.int64)
        tables.append(
            pd.DataFrame(
                {
                    "group": pd.Categorical.from_codes(group.ravel(), dtype=names),
                    "query_lang": pd.Categorical.from_codes(query.ravel(), dtype=langs),
                    "passage_lang": pd.Categorical.from_codes(passage.ravel(), dtype=langs),
                    "pool": pd.Categorical.from_codes(pool, dtype=pools),
                    "rank": rank,
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--groups", type=int, default=1190)
    parser.add_argument("--runs", type=int, default=27)
    parser.add_argument("--resamples", type=int, default=10_000)
    asked = parser.parse_args()
    runs = [RunKey(f"variant{number // 3}", number % 3) for number in range(asked.runs)]
    arranged = design(runs, runs)
    pairs = list(combinations(arranged.variants, 2))

    def tables() -> Iterator[pd.DataFrame]:
        for number in range(asked.runs):
            yield ranks_of(number, asked.groups)

    clock = time.perf_counter()
    found = per_query(tables(), ["map"])
    print(f"drawing ranks and taking values of queries: {time.perf_counter() - clock:.1f} s")
    for (setting, metric), of_queries in found.items():
        clock = time.perf_counter()
        sums = group_sums(of_queries)
        resamples = resample(sums, arranged, asked.resamples)
        between = time.perf_counter()
        values(sums, resamples)
        table = effects(sums, resamples, pairs)
        print(
            f"{setting} {metric}: {of_queries.values.shape[1]:,} queries × pools; "
            f"{asked.resamples:,} resamples {between - clock:.1f} s, {len(table)} comparisons "
            f"{time.perf_counter() - between:.1f} s"
        )
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(
        f"in all {used.ru_utime + used.ru_stime:.1f} s of processors, peak {used.ru_maxrss / 2**20:.2f} GiB, "
        f"{os.cpu_count()} cores"
    )


if __name__ == "__main__":
    main()
