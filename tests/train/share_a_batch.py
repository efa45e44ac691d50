"""Train a few steps and write the weights: ``python share_a_batch.py FOLDER``, alone or under torchrun."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pandas as pd
import torch
from safetensors.torch import save_file
from tiny_static import tiny_model

from lingmix.config.train import Optimisation
from lingmix.objectives.terms.additive_margin import AdditiveMargin
from lingmix.objectives.terms.language_bias import LanguageBias
from lingmix.objectives.terms.query_alignment import QueryAlignment
from lingmix.train.collate import Extras
from lingmix.train.rows import training_rows
from lingmix.train.run import train

STEPS, SIZE = 5, 6


def pairs() -> pd.DataFrame:
    rows = [
        (f"g{group}", "own", lang, f"w{group} w{place}", f"w{group + 12} w{place + 3} w{place}", [f"w{group + 24}"])
        for group in range(12)
        # every third group has one language, so that the processes have different numbers of translations
        for place, lang in enumerate(("de", "en") if group % 3 else ("en",))
    ]
    return pd.DataFrame(rows, columns=["group", "dataset", "lang", "query", "passage", "negatives"])


def plan() -> pd.DataFrame:
    rows = []
    for step in range(STEPS):
        for slot in range(SIZE):
            group = (step * 5 + slot) % 12
            other = "de" if group % 3 else None
            rows.append((step, slot, f"g{group}", "own", "en", other or "en", other))
    return pd.DataFrame(
        rows, columns=["step", "slot", "group", "dataset", "query_lang", "passage_lang", "translation_lang"]
    )


def main(folder: Path) -> None:
    torch.set_num_threads(1)
    model = tiny_model()
    record = train(
        model,
        training_rows(plan(), [pairs()], hard_negatives=1),
        {"margin": AdditiveMargin(), "alignment": QueryAlignment(weight=0.5), "bias": LanguageBias(weight=0.3)},
        Optimisation(learning_rate=0.01, hard_negatives=1, temperature_learning_rate=0.01),
        batch_size=SIZE,
        seed=1,
        checkpoints=folder / "checkpoints",
        extras=Extras(translations=True),
        # the processes' clocks differ: only the first finds that a checkpoint is due
        checkpoint_seconds=0 if os.environ.get("RANK", "0") == "0" else 1e9,
    )
    if torch.distributed.is_initialized() and torch.distributed.get_rank():
        return
    losses = torch.tensor([entry["loss"] for entry in record["log"]])
    save_file(
        {
            "weight": model[0].embedding.weight.data,
            "losses": losses,
            "temperature": torch.tensor(record["temperature"]),
        },
        folder / "trained.safetensors",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
