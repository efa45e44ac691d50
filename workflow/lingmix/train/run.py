"""Train one run: an encoder, the rows of a plan, an objective."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import datasets
import pandas as pd
import torch
from sentence_transformers import SentenceTransformer, SentenceTransformerTrainingArguments
from transformers import set_seed

from lingmix.config.train import Optimisation
from lingmix.encoders.load import prefixes
from lingmix.objectives.base import Term
from lingmix.objectives.loss import ObjectiveLoss
from lingmix.train.checkpoints import TimedCheckpoints, newest_checkpoint
from lingmix.train.trainer import PlanTrainer

SCHEDULES = {"linear": "linear", "cosine": "cosine", "constant": "constant_with_warmup"}


def train(
    model: SentenceTransformer,
    rows: pd.DataFrame,
    terms: Mapping[str, Term],
    optimisation: Optimisation,
    *,
    batch_size: int,
    seed: int,
    checkpoints: Path,
    checkpoint_seconds: float = 600.0,
) -> list[dict[str, Any]]:
    """Train ``model`` in place on every batch of ``rows`` once, in order.

    A run that was interrupted goes on from the newest checkpoint in ``checkpoints`` and ends with the weights that it
    would have had.

    Args:
        model: the encoder to start from.
        rows: as :func:`lingmix.train.batches.training_rows` returns them; a multiple of ``batch_size`` long.
        terms: the objective's loss terms by name.
        optimisation: how the weights move.
        batch_size: rows per step.
        seed: of dropout.
        checkpoints: a folder of this run's own.
        checkpoint_seconds: how old the last checkpoint is when the next is written.

    Returns:
        The trainer's log: ``step``, ``loss``, ``grad_norm``, ``learning_rate`` at up to 50 points.

    Raises:
        LingmixError: the loss is not finite.
    """
    steps = len(rows) // batch_size
    set_seed(seed)
    query, passage = prefixes(model)
    prompts = {column: query if column == "query" else passage for column in rows.columns if column != "label"}
    arguments = SentenceTransformerTrainingArguments(
        output_dir=str(checkpoints),
        max_steps=steps,
        per_device_train_batch_size=batch_size,
        learning_rate=optimisation.learning_rate,
        weight_decay=optimisation.weight_decay,
        warmup_steps=math.ceil(optimisation.warmup * steps),
        lr_scheduler_type=SCHEDULES[optimisation.schedule],
        max_grad_norm=optimisation.max_grad_norm,
        bf16=optimisation.precision == "bfloat16",
        use_cpu=not torch.cuda.is_available(),
        seed=seed,
        prompts={column: prompt for column, prompt in prompts.items() if prompt} or None,
        save_strategy="no",  # TimedCheckpoints asks for them
        save_total_limit=2,
        logging_steps=math.ceil(steps / 50),
        dataloader_pin_memory=torch.cuda.is_available(),
        report_to="none",
        disable_tqdm=True,
    )
    # one process is one device: a second would double the batch and leave the plan
    _ = arguments.device
    arguments._n_gpu = min(arguments._n_gpu, 1)
    trainer = PlanTrainer(
        model=model,
        args=arguments,
        train_dataset=datasets.Dataset.from_pandas(rows, preserve_index=False),
        loss=ObjectiveLoss(model, terms, optimisation.temperature),
        callbacks=[TimedCheckpoints(checkpoint_seconds)],
    )
    newest = newest_checkpoint(checkpoints)
    trainer.train(resume_from_checkpoint=str(newest) if newest else None)
    return [entry for entry in trainer.state.log_history if "loss" in entry]
