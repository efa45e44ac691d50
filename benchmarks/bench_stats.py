"""How long the statistics of a full XQuAD-R study take, and how much memory, against a plain NumPy loop.

1,190 questions in 11 languages, each against 11 pools and that of all; 27 runs: 9 variants with 3 seeds. Ranks are
drawn, not measured. The loop takes the mean of each pair's queries for each resample and run; it is given a few
resamples, and the command fails where its values differ from lingmix's by more than 1e-6. Goals on 2 cores: 20 times as
fast, 60 s and 2 GB for 10,000 resamples. Run with ``PYTHONPATH=workflow python benchmarks/bench_stats.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import measured
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lingmix.stats.bootstrap import resample
from lingmix.stats.design import RunKey, design
from lingmix.stats.effects import effects, values
from lingmix.stats.per_query import PerQuery, per_query
from lingmix.stats.sums import group_sums

SAME = 1e-6
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


def loop(of_queries: PerQuery, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Macro values (resamples, runs) of groups that count ``weights`` times, pair by pair."""
    queries = of_queries.queries
    members = [np.flatnonzero(queries.pair == pair) for pair in range(len(queries.pairs))]
    found = np.empty((len(weights), len(of_queries.values)))
    for number, weight in enumerate(weights):
        for run, own in enumerate(of_queries.values):
            means = []
            for chosen in members:
                counts = weight[queries.group[chosen]]
                if counts.sum():
                    means.append((own[chosen] * counts).sum() / counts.sum())
            found[number, run] = np.mean(means)
    return found


def main() -> None:
    """Measure and print."""
    parser = measured.parser(__doc__)
    parser.add_argument("--groups", type=int, default=1190)
    parser.add_argument("--runs", type=int, default=27)
    parser.add_argument("--resamples", type=int, default=10_000)
    parser.add_argument("--looped", type=int, default=20, help="resamples that the loop is given")
    asked = parser.parse_args()
    runs = [RunKey(f"variant{number // 3}", number % 3) for number in range(asked.runs)]
    arranged = design(runs, runs)
    pairs = list(combinations(arranged.variants, 2))

    def tables() -> Iterator[pd.DataFrame]:
        for number in range(asked.runs):
            yield ranks_of(number, asked.groups)

    clock = measured.Clock()
    found = per_query(tables(), ["map"])
    print(f"drawing ranks and taking values of queries: {clock.read()[0]:.1f} s")
    rows = []
    for (setting, metric), of_queries in found.items():
        clock = measured.Clock()
        sums = group_sums(of_queries)
        resamples = resample(sums, arranged, asked.resamples)
        values(sums, resamples)
        table = effects(sums, resamples, pairs)
        wall, processors = clock.read()
        peak = measured.peak()
        weights = np.random.default_rng(0).multinomial(asked.groups, [1 / asked.groups] * asked.groups, asked.looped)
        clock = measured.Clock()
        slow = loop(of_queries, weights.astype(np.float64))
        looped = clock.read()[0] / asked.looped
        clock = measured.Clock()
        quick = sums.reweighted(weights.astype(np.float64))
        apart = float(np.abs(slow - quick).max())
        assert apart < SAME, f"a macro value differs by {apart}"
        rows.append(
            {
                "setting": setting,
                "metric": metric,
                "seconds": wall,
                "processors": processors,
                "comparisons": len(table),
                "peak_gib": peak,
                "loop_seconds_a_resample": looped,
                "ratio": looped * asked.resamples / wall,
                "largest_difference": apart,
            }
        )
        print(
            f"{setting} {metric}: {asked.resamples:,} resamples and {len(table)} comparisons {wall:.1f} s "
            f"({processors:.1f} s of processors);\n  the loop would take {looped * asked.resamples:,.0f} s for the "
            f"resamples alone, {rows[-1]['ratio']:.0f} times as long; values agree to {apart:.0e}"
        )
    total = sum(row["seconds"] for row in rows)
    ratio = sum(row["loop_seconds_a_resample"] for row in rows) * asked.resamples / total
    print(f"in all {total:.1f} s, the loop {ratio:.0f} times as long; peak {measured.peak():.2f} GiB")
    result = {"settings": rows}
    measured.keep(result, asked.json)


if __name__ == "__main__":
    main()
