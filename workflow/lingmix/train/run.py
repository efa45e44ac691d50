"""Train one run: an encoder, the rows of a plan, an objective."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import datasets
import numpy as np
import torch
from sentence_transformers import SentenceTransformer, SentenceTransformerTrainingArguments
from transformers import EarlyStoppingCallback, set_seed
from transformers.integrations.integration_utils import get_available_reporting_integrations

from lingmix.config.train import Optimisation
from lingmix.encoders.load import prefixes
from lingmix.errors import LingmixError, unknown_name
from lingmix.objectives.base import Term
from lingmix.objectives.loss import ObjectiveLoss
from lingmix.train.adapters import add_adapters, merge_adapters
from lingmix.train.checkpoints import SECONDS, TimedCheckpoints, usable_checkpoint
from lingmix.train.collate import Collator, Extras
from lingmix.train.memory import give_back_freed_memory, keep_freed_memory
from lingmix.train.rows import NONE, Rows, joined
from lingmix.train.step_bar import StepBar
from lingmix.train.trainer import PlanTrainer, learning_rates, log_every
from lingmix.train.validation import HeldOut
from lingmix.train.vocabulary import TrimmedVocabulary, can_trim, decay_of_idle

SCHEDULES = {"linear": "linear", "cosine": "cosine", "constant": "constant_with_warmup"}


def train(
    model: SentenceTransformer,
    rows: Rows,
    terms: Mapping[str, Term],
    optimisation: Optimisation,
    *,
    batch_size: int,
    seed: int,
    checkpoints: Path,
    extras: Extras | None = None,
    validation: HeldOut | None = None,
    trackers: Sequence[str] = (),
    tracked_as: str | None = None,
    checkpoint_seconds: float = SECONDS,
    plan: str = "the plan",
) -> dict[str, Any]:
    """Train ``model`` in place on every batch of ``rows`` once, in order.

    A run that was interrupted goes on from the newest whole checkpoint in ``checkpoints`` and ends with the weights
    that it would have had. Checkpoints that cannot be used are said on standard error.

    Args:
        model: the encoder to start from.
        rows: as :func:`lingmix.train.rows.training_rows` returns them; a multiple of ``batch_size`` long.
        terms: the objective's loss terms by name.
        optimisation: how the weights move.
        batch_size: rows per step.
        seed: of dropout and of adapters' first weights.
        checkpoints: a folder of this run's own.
        extras: what the terms need beside queries and passages.
        validation: held-out batches, if ``optimisation.validation`` is set.
        trackers: integrations of transformers' trainer, such as ``tensorboard``.
        tracked_as: what trackers call the run.
        checkpoint_seconds: how old the last checkpoint is when the next is written.
        plan: what messages call the plan, such as its file.

    Returns:
        ``log``: ``step``, ``loss``, ``grad_norm``, ``learning_rate`` (and ``temperature`` where it is learned) at up to
        50 points; with validation also ``validation`` (``step`` and ``loss`` of each) and ``best_step``; ``steps``
        (done); ``resumed``, whether it went on from a checkpoint; with a learned τ ``temperature``.

    Raises:
        LingmixError: the loss or a gradient is not finite, or the machine or the encoder cannot do what is asked for.
    """
    together = int(os.environ.get("WORLD_SIZE", "1"))
    _possible(optimisation, terms, batch_size, together)
    if validation is not None and validation.batch_size % together:
        raise LingmixError(
            f"train.validation.dataset: held-out batches of {validation.batch_size} pairs cannot be shared evenly by "
            f"{together} processes; take as many processes as divide it, or a data set with more pairs of each language"
        )
    _available(trackers)
    steps = len(rows) // batch_size
    keep_freed_memory()
    set_seed(seed)
    extras = extras or Extras()
    check = optimisation.validation if validation is not None else None
    learned = optimisation.temperature_learning_rate
    if extras.translations and not (rows.translation != NONE).any():
        raise LingmixError(
            "a term of the objective needs queries' translations, but no row of the plan has one: its groups have a "
            "query in one language only, or the mix allows no second"
        )
    if optimisation.lora is not None:
        add_adapters(model, optimisation.lora)
    everything = rows if validation is None else joined(rows, validation.rows)
    trimmed = _trim(model, everything, extras, optimisation)
    arguments = SentenceTransformerTrainingArguments(
        output_dir=str(checkpoints),
        max_steps=steps,
        per_device_train_batch_size=batch_size // together,
        per_device_eval_batch_size=max(1, (validation.batch_size if validation else batch_size) // together),
        learning_rate=optimisation.learning_rate,
        learning_rate_mapping={r"log_temperature": learned} if learned else {},
        weight_decay=optimisation.weight_decay,
        warmup_steps=math.ceil(optimisation.warmup * steps),
        lr_scheduler_type=SCHEDULES[optimisation.schedule],
        max_grad_norm=optimisation.max_grad_norm,
        bf16=optimisation.precision == "bfloat16",
        fp16=optimisation.precision == "float16",
        use_cpu=not torch.cuda.is_available(),
        ddp_backend="gloo" if together > 1 and not torch.cuda.is_available() else None,
        seed=seed,
        eval_strategy="steps" if check else "no",
        eval_steps=check.every if check else None,
        save_strategy="best" if check else "no",  # TimedCheckpoints asks for the others
        load_best_model_at_end=bool(check),
        metric_for_best_model="loss" if check else None,
        greater_is_better=False if check else None,
        save_total_limit=None,  # PlanTrainer deletes the older ones
        restore_callback_states_from_checkpoint=True,  # how much patience is left
        logging_steps=log_every(steps),
        dataloader_pin_memory=torch.cuda.is_available(),
        remove_unused_columns=False,
        report_to=list(trackers) or "none",
        run_name=tracked_as,
        disable_tqdm=True,
    )
    # one process is one device: a second would double the batch and leave the plan. Several processes (torchrun) share
    # each batch of the plan, see lingmix.objectives.gather
    _ = arguments.device
    arguments._n_gpu = min(arguments._n_gpu, 1)
    callbacks: list[Any] = [TimedCheckpoints(checkpoint_seconds), StepBar()]
    if check and check.patience:
        callbacks.append(EarlyStoppingCallback(early_stopping_patience=check.patience))
    loss = ObjectiveLoss(
        model, terms, optimisation.temperature, learned=learned is not None, kept_tokens=_kept_tokens(optimisation)
    )
    collator = Collator(
        model,
        everything,
        extras,
        tokens=optimisation.micro_batch_tokens,
        renumber=trimmed.renumber if trimmed else None,
    )
    trainer = PlanTrainer(
        model=model,
        args=arguments,
        train_dataset=_numbers(0, len(rows)),
        eval_dataset=_numbers(len(rows), len(everything)) if check else None,
        loss=loss,
        data_collator=collator,
        callbacks=callbacks,
        plan=plan,
    )
    newest = usable_checkpoint(checkpoints, trainer.misfit)
    trainer.train(resume_from_checkpoint=str(newest) if newest else None)
    trainer.check_weights()
    state = trainer.state
    kept = (check and state.best_global_step) or state.global_step
    if trimmed:
        # the whole embedding comes into memory here, and what it would come on top of is done with
        if trainer.optimizer is not None:
            trainer.optimizer.state.clear()
        model.zero_grad(set_to_none=True)
        give_back_freed_memory()
        trimmed.restore(decay_of_idle(learning_rates(arguments, kept), optimisation.weight_decay))
    if optimisation.lora is not None:
        merge_adapters(model)
    record: dict[str, Any] = {
        "steps": state.global_step,
        "resumed": newest is not None,
        "log": [entry for entry in state.log_history if "loss" in entry],
    }
    if check:
        record["best_step"] = kept
        record["validation"] = [
            {"step": entry["step"], "loss": entry["eval_loss"]} for entry in state.log_history if "eval_loss" in entry
        ]
    if learned:
        record["temperature"] = float(torch.as_tensor(loss.temperature).detach())
    return record


def _available(trackers: Sequence[str]) -> None:
    there = get_available_reporting_integrations()  # type: ignore[no-untyped-call]
    for tracker in trackers:
        if tracker not in there:
            raise LingmixError(f"trackers: {unknown_name('or not installed tracker', tracker, there)}")


def _possible(optimisation: Optimisation, terms: Mapping[str, Term], batch_size: int, together: int) -> None:
    if optimisation.temperature_learning_rate and not any(term.shares_temperature() for term in terms.values()):
        raise LingmixError(
            "train.temperature_learning_rate: no term of this objective takes the temperature that would be learned; "
            "leave it out, or take the term's own temperature away"
        )
    if batch_size % together:
        raise LingmixError(
            f"train.batch_size: {batch_size} pairs cannot be shared evenly by {together} processes; take a multiple of "
            f"{together}"
        )
    if optimisation.precision == "float16" and not torch.cuda.is_available():
        raise LingmixError("train.precision: float16 needs a GPU, and there is none; bfloat16 and float32 do not")
    if optimisation.gradient_caching and optimisation.micro_batch_tokens is None:
        raise LingmixError(
            "train.gradient_caching: caches the gradients of parts of a batch; say how large with "
            "train.micro_batch_tokens, for example 8192"
        )
    if optimisation.kept_tokens is not None and not optimisation.gradient_caching:
        raise LingmixError(
            "train.kept_tokens: says what train.gradient_caching keeps, which is off; set it to true, or leave "
            "kept_tokens out"
        )


def _kept_tokens(optimisation: Optimisation) -> int | None:
    if not optimisation.gradient_caching:
        return None
    return optimisation.micro_batch_tokens if optimisation.kept_tokens is None else optimisation.kept_tokens


def _numbers(first: int, end: int) -> datasets.Dataset:
    return datasets.Dataset.from_dict({"label": np.arange(first, end)})


def _trim(
    model: SentenceTransformer, rows: Rows, extras: Extras, optimisation: Optimisation
) -> TrimmedVocabulary | None:
    """Trim the vocabulary where that is exact: not where all its rows are predicted, nor where none is trained."""
    if extras.masking is not None or optimisation.lora is not None or not can_trim(model, len(rows.texts)):
        return None
    query, passage = prefixes(model)
    asked = np.unique(np.concatenate([rows.query, rows.translation[rows.translation >= 0]]))
    answers = np.unique(np.concatenate([rows.passage, rows.negatives[rows.negatives >= 0]]))
    return TrimmedVocabulary(
        model,
        [*(query + rows.texts[number] for number in asked), *(passage + rows.texts[number] for number in answers)],
    )
