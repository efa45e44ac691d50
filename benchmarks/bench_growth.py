"""How time and memory grow with data, languages and runs: no faster than the work.

Each row is a process of its own with 1, 4 or 16 times as much of one thing and all else the same: passages, queries and
languages for ranking from embeddings (both grow with languages, so that pairs of texts grow with their square), runs
for their statistics and for ``snakemake -n``. The command fails where a unit of the work that is added from 4 to 16
times takes more than 1.6 times the processor seconds of a unit of the work at 4 times; growth with the square would be
5 times. With languages grow the relevant passages of a query too, and with them the candidates that beat one, so that
a pair takes a little more. Plans are in bench_plan. Run with ``PYTHONPATH=workflow python benchmarks/bench_growth.py``.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import bench_dry_run
import bench_stats
import measured
import numpy as np
import pandas as pd
import yaml

STEPS = (1, 4, 16)
MOST = 1.6
WIDTH = 384


def rank(languages: int, queries: int, passages: int) -> float:
    """Rank and score a drawn benchmark of so many texts a language; returns pairs of texts."""
    from lingmix.data.tables import Retrieval
    from lingmix.metrics.ranks import rank_table
    from lingmix.metrics.score import score

    rng = np.random.default_rng(0)
    names = [f"l{number:02}" for number in range(languages)]
    asked, there = ([(lang, number) for lang in names for number in range(count)] for count in (queries, passages))
    data = Retrieval(
        pd.DataFrame(
            [(f"q{number:06}", lang, "", "") for lang, number in asked], columns=["group", "lang", "text", "part"]
        ),
        pd.DataFrame(
            [(f"{lang}-{number:06}", lang, "", "", "") for lang, number in there],
            columns=["passage", "lang", "text", "context", "part"],
        ),
        pd.DataFrame(
            [(f"q{number:06}", lang, f"{lang}-{number % passages:06}") for lang, number in asked],
            columns=["group", "lang", "passage"],
        ),
    )
    vectors = rng.standard_normal((len(there), WIDTH), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    # near its passages, as those of a trained encoder are: few others beat these
    meaning = vectors[[number % passages for _, number in asked]]
    own = np.concatenate([vectors[place * passages + np.arange(queries) % passages] for place in range(languages)])
    asking = (meaning + own) / np.linalg.norm(meaning + own, axis=1, keepdims=True)
    clock = measured.Clock()
    score(rank_table(data, asking, lambda start, stop: vectors[start:stop], len(vectors)), data, ["map"])
    return clock.read()[1]


def statistics(runs: int) -> float:
    """Compare all runs with the first three, seeds three each; returns processor seconds."""
    from lingmix.stats.bootstrap import resample
    from lingmix.stats.design import RunKey, design
    from lingmix.stats.effects import effects, values
    from lingmix.stats.per_query import per_query
    from lingmix.stats.sums import group_sums

    keys = [RunKey(f"variant{number // 3}", number % 3) for number in range(runs)]
    arranged = design(keys, keys)
    tables = [bench_stats.ranks_of(number, 200) for number in range(runs)]
    clock = measured.Clock()
    pairs = [(arranged.variants[0], other) for other in arranged.variants[1:]]
    for of_queries in per_query(iter(tables), ["map"]).values():
        sums = group_sums(of_queries)
        resamples = resample(sums, arranged, 10_000)
        values(sums, resamples)
        effects(sums, resamples, pairs)
    return clock.read()[1]


def dry_run(runs: int, folder: Path) -> float:
    """Processor seconds of `snakemake -n`."""
    own = folder / str(runs)
    own.mkdir()
    (own / "study.yaml").write_text(yaml.safe_dump(bench_dry_run.study(runs), sort_keys=False), "utf-8")
    options = ("--snakefile", str(bench_dry_run.ROOT / "Snakefile"), "--configfile", str(own / "study.yaml"))
    return bench_dry_run.dry_run(own, *options)[1]


GROWN: dict[str, tuple[str, tuple[int, ...]]] = {
    "passages": ("million pairs of texts", (8, 300, 300)),
    "queries": ("million pairs of texts", (8, 300, 300)),
    "languages": ("million pairs of texts", (2, 400, 400)),
    "runs, statistics": ("run", (6,)),
    "runs, dry run": ("run", (90,)),
}
"""What grows, what work is counted in, and the least."""


def measure(what: str, times: int, folder: Path) -> dict[str, float]:
    """One row: work, processor seconds, peak memory in GiB."""
    least = list(GROWN[what][1])
    grown = {"queries": 1, "passages": 2}.get(what, 0)
    least[grown] *= times
    if what in ("passages", "queries", "languages"):
        seconds = rank(*least)
        work = least[0] * least[1] * least[0] * least[2] / 1e6
    else:
        work = least[0]
        seconds = statistics(least[0]) if "statistics" in what else dry_run(least[0], folder)
    return {"work": work, "seconds": seconds, "peak": measured.peak()}


def main() -> None:
    """Measure, check, print."""
    asked = measured.parser(__doc__).parse_args()
    if asked.alone:
        what, times = asked.alone.rsplit(" ", 1)
        print(json.dumps(measure(what, int(times), asked.folder)))
        return
    found: dict[str, list[dict[str, Any]]] = {}
    print(f"{'':20}{'times':>6}{'work':>10}{'processor s':>13}{'s a unit':>10}{'peak GiB':>10}  unit")
    with tempfile.TemporaryDirectory(prefix="lingmix-bench-") as name:
        for what, (unit, _) in GROWN.items():
            found[what] = [measured.alone(__file__, f"{what} {times}", Path(name), []) for times in STEPS]
            for times, row in zip(STEPS, found[what], strict=True):
                # of a dry run it is Snakemake that has memory, not this process
                peak = "" if "dry" in what else f"{row['peak']:.2f}"
                each = row["seconds"] / row["work"]
                print(f"{what:20}{times:6}{row['work']:10,.1f}{row['seconds']:13.2f}{each:10.4f}{peak:>10}  {unit}")
    for what, rows in found.items():
        _, middle, last = rows
        each = middle["seconds"] / middle["work"]
        added = (last["seconds"] - middle["seconds"]) / (last["work"] - middle["work"])
        assert added <= MOST * each, f"{what}: {each:.4f} s a unit, then {added:.4f}"
    measured.keep({"rows": found}, asked.json)


if __name__ == "__main__":
    main()
