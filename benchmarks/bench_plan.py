"""How long the plan of 100,000 batches of 100 takes, and how much memory, and whether both grow no faster than it.

500,000 groups in 14 languages (3.5 million pairs), two in five of which share a passage. There is no peer: no library
draws batches by language. The command fails where a batch holds two groups that share a passage, or where two plans of
one seed differ. Goals on 2 cores: 20 s and 2 GB. Run with ``PYTHONPATH=workflow python benchmarks/bench_plan.py``.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import measured
import numpy as np
import pandas as pd

STEPS, BATCH, GROUPS = 100_000, 100, 500_000
LANGUAGES = ("ar", "bn", "de", "en", "es", "fa", "fi", "fr", "hi", "id", "ja", "ko", "ru", "zh")
PARTS = (16, 4, 1)
"""The plan divided by these, to see how cost grows."""


def write_pairs(path: Path) -> None:
    """Training pairs: about half of all groups in each language, passages of a few words."""
    rng = np.random.default_rng(0)
    group, lang = np.nonzero(rng.random((GROUPS, len(LANGUAGES))) < 0.5)
    shared = rng.random(GROUPS) < 0.4
    cluster = np.where(shared, rng.integers(0, GROUPS // 5, GROUPS), np.arange(GROUPS) + GROUPS)[group]
    half = np.where(np.arange(GROUPS) < GROUPS // 2, "one", "two")
    tags = np.array(LANGUAGES)[lang]
    pairs = pd.DataFrame(
        {
            "group": [f"g{number:06}" for number in group],
            "dataset": half[group],
            "lang": tags,
            "passage": [f"passage {number} in {tag}" for number, tag in zip(cluster, tags, strict=True)],
        }
    )
    from lingmix.store import write_table

    write_table(pairs, path)


def run_alone(steps: int, path: Path) -> dict[str, Any]:
    """Read the pairs and draw the plan in this process: seconds, peak memory, a digest of it."""
    from lingmix.config.mix import Hybrid
    from lingmix.config.train import Sampling
    from lingmix.plan.catalogue import COLUMNS, catalogue
    from lingmix.plan.draw import draw
    from lingmix.store import read_table

    before = measured.peak()
    clock = measured.Clock()
    there = catalogue([read_table(path, COLUMNS)])
    read, _ = clock.read()
    sampling = Sampling(datasets=("one", "two"), steps=steps, batch_size=BATCH)
    plan = draw(there, Hybrid(kind="hybrid", alpha=0.5), sampling, 13)
    wall, processors = clock.read()
    peak = measured.peak()
    number = pd.Series(np.arange(len(there.groups)), index=there.groups)
    groups = number[plan["group"].cat.categories].to_numpy()[plan["group"].cat.codes]
    clusters = np.sort(there.cluster[groups].reshape(steps, BATCH), axis=1)
    assert (np.diff(clusters, axis=1) > 0).all(), "a batch holds two groups that share a passage"
    digest = int(pd.util.hash_pandas_object(plan, index=False).sum())
    return {
        "seconds": wall,
        "reading": read,
        "processors": processors,
        "peak": peak,
        "before": before,
        "digest": digest,
    }


def main() -> None:
    """Measure and print."""
    parser = measured.parser(__doc__)
    parser.add_argument("--steps", type=int, default=STEPS)
    asked = parser.parse_args()
    if asked.alone:
        print(json.dumps(run_alone(int(asked.alone), asked.folder / "pairs.parquet")))
        return
    with tempfile.TemporaryDirectory(prefix="lingmix-bench-") as name:
        folder = Path(name)
        write_pairs(folder / "pairs.parquet")
        sizes = [asked.steps // part for part in PARTS]
        rows = {steps: measured.alone(__file__, str(steps), folder, []) for steps in sizes}
        again = measured.alone(__file__, str(min(sizes)), folder, [])
    assert again["digest"] == rows[min(sizes)]["digest"], "two plans of one seed differ"
    print(f"{'batches of ' + str(BATCH):>16}{'seconds':>10}{'to read pairs':>15}{'processor s':>13}{'peak GiB':>10}")
    for steps, row in rows.items():
        print(f"{steps:16,}{row['seconds']:10.1f}{row['reading']:15.1f}{row['processors']:13.1f}{row['peak']:10.2f}")
    result = {"plans": {str(steps): row for steps, row in rows.items()}}
    measured.keep(result, asked.json)


if __name__ == "__main__":
    main()
