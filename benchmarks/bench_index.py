"""A million passages and more: indexing them and finding where relevant ones rank, against plain FAISS calls.

Vectors of 384 dimensions are drawn, and a relevant passage for each query, of which it is a noisy copy. lingmix indexes
them from their file in blocks, then ranks every relevant passage among all; FAISS adds them at once, then searches the
first 100. The command fails where a relevant passage among these has another rank in lingmix. Each side and step is a
process of its own. Goals for 10 million passages and 10,000 queries, which ``--passages 10_000_000 --queries 10_000``
measures: 1.1 times FAISS's time, and memory for the index and 1 GB. Run with
``PYTHONPATH=workflow python benchmarks/bench_index.py``.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import measured
import numpy as np
from numpy.typing import NDArray

from lingmix.seal import LENGTH, seal

WIDTH = 384
BLOCK = 1 << 16
FIRST = 100
"""How many of the best FAISS is asked for."""
NEAR = 1e-6
"""A difference of scores that rounding may turn round: a few units of the last place of a sum of 384 products."""
NOISE = 5.0
"""Of a query, in lengths of a passage's vector: enough that many relevant passages are not the first."""


def draw(folder: Path, passages: int, queries: int) -> None:
    """Write the vectors, a block at a time, and which passage is relevant for each query."""
    rng = np.random.default_rng(0)
    relevant = np.sort(rng.choice(passages, queries, replace=False))
    asking = np.empty((queries, WIDTH), dtype=np.float32)
    out = np.lib.format.open_memmap(folder / "p.npy", mode="w+", dtype=np.float32, shape=(passages, WIDTH))
    for start in range(0, passages, BLOCK):
        block = rng.standard_normal((min(BLOCK, passages - start), WIDTH), dtype=np.float32)
        block /= np.linalg.norm(block, axis=1, keepdims=True)
        out[start : start + BLOCK] = block
        low, high = np.searchsorted(relevant, [start, start + BLOCK])
        asking[low:high] = block[relevant[low:high] - start]
    out.flush()
    seal(folder / "p.npy")
    noise = rng.standard_normal(asking.shape, dtype=np.float32) * np.float32(NOISE / WIDTH**0.5)
    asking += noise
    np.save(folder / "q.npy", asking / np.linalg.norm(asking, axis=1, keepdims=True))
    np.save(folder / "relevant.npy", relevant)


def index(folder: Path) -> dict[str, Any]:
    """As lingmix's index job."""
    from lingmix.index import build, write

    write(build(folder / "p.npy", "Flat"), folder / "ours.faiss")
    return {}


def rank(folder: Path) -> dict[str, Any]:
    """As lingmix's score job."""
    from lingmix.index import open_vectors
    from lingmix.ranking import rank_relevant

    size, vectors = open_vectors(folder / "ours.faiss")
    queries = np.load(folder / "q.npy")
    rows = np.arange(len(queries))
    ranks = rank_relevant(queries, vectors, np.zeros(size, dtype=np.int64), rows, np.load(folder / "relevant.npy"))
    return {"ranks": ranks.all.tolist()}


def faiss_index(folder: Path) -> dict[str, Any]:
    """As one does with FAISS."""
    import faiss

    made = faiss.index_factory(WIDTH, "Flat", faiss.METRIC_INNER_PRODUCT)
    made.add(np.load(folder / "p.npy", mmap_mode="r"))
    faiss.write_index(made, str(folder / "theirs.faiss"))
    return {}


def faiss_search(folder: Path) -> dict[str, Any]:
    """As one does with FAISS; the rank of a relevant passage, 0 where it is not among the first."""
    import faiss

    _, found = faiss.read_index(str(folder / "theirs.faiss")).search(np.load(folder / "q.npy"), FIRST)
    at = found == np.load(folder / "relevant.npy")[:, None]
    return {"ranks": np.where(at.any(axis=1), at.argmax(axis=1) + 1, 0).tolist()}


def possible(folder: Path, which: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Least and highest rank of some queries' relevant passages, where scores that are as near as single precision
    tells numbers apart may be in either order."""
    passages = np.load(folder / "p.npy", mmap_mode="r")
    queries = np.load(folder / "q.npy")[which].astype(np.float64)
    own = np.einsum("nd,nd->n", queries, passages[np.load(folder / "relevant.npy")[which]])
    counts = np.zeros((2, len(which)), dtype=np.int64)
    for start in range(0, len(passages) if len(which) else 0, BLOCK):
        scores = queries @ passages[start : start + BLOCK].T
        counts += [(scores > own[:, None] + NEAR).sum(axis=1), (scores > own[:, None] - NEAR).sum(axis=1)]
    return counts[0] + 1, counts[1]


STEPS = {"index": (index, faiss_index), "rank": (rank, faiss_search)}


def main() -> None:
    """Measure, check that both agree, print."""
    parser = measured.parser(__doc__)
    parser.add_argument("--passages", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=1_000)
    asked = parser.parse_args()
    if asked.alone:
        step, side = asked.alone.split()
        clock = measured.Clock()
        found = STEPS[step][int(side)](asked.folder)
        seconds, processors = clock.read()
        print(json.dumps({**found, "seconds": seconds, "processors": processors, "peak": measured.peak()}))
        return
    with tempfile.TemporaryDirectory(prefix="lingmix-bench-", dir=asked.folder) as name:
        folder = Path(name)
        draw(folder, asked.passages, asked.queries)
        rows = {
            (step, side): measured.alone(__file__, f"{step} {side}", folder, []) for step in STEPS for side in (0, 1)
        }
        same = (folder / "ours.faiss").stat().st_size - LENGTH == (folder / "theirs.faiss").stat().st_size
        assert same, "the indexes differ in size"
        mine, other = (np.array(rows["rank", side].pop("ranks")) for side in (0, 1))
        compared = other > 0
        assert compared.any(), "no relevant passage is among the first"
        other[~compared] = np.maximum(mine[~compared], FIRST + 1)
        differing = np.flatnonzero(mine != other)
        low, high = possible(folder, differing)
        for ranks in (mine[differing], other[differing]):
            assert ((low <= ranks) & (ranks <= high)).all(), "ranks differ"
    size = asked.passages * WIDTH * 4 / 2**30
    total = [sum(rows[step, side]["seconds"] for step in STEPS) for side in (0, 1)]
    print(f"{asked.passages:,} passages ({size:.1f} GiB), {asked.queries:,} queries{'':14}{'lingmix':>10}{'FAISS':>10}")
    for step in STEPS:
        for what in ("seconds", "processors", "peak"):
            unit = {"seconds": "s", "processors": "processor s", "peak": "peak GiB"}[what]
            print(f"{step + ', ' + unit:55}{rows[step, 0][what]:10.1f}{rows[step, 1][what]:10.1f}")
    peak = max(rows[step, 0]["peak"] for step in STEPS)
    print(
        f"{total[0] / total[1]:.2f} times FAISS's time (goal 1.1); the most memory is {peak - size:.2f} GiB above the "
        f"index (goal 0.93); {(mine == other)[compared].sum():,} ranks the same, {(~compared).sum():,} beyond the "
        f"first {FIRST}, {len(differing):,} with scores that differ by less than {NEAR} told apart otherwise"
    )
    measured.keep({"steps": {f"{step} {side}": row for (step, side), row in rows.items()}}, asked.json)


if __name__ == "__main__":
    main()
