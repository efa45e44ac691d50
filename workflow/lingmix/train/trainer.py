"""sentence-transformers' trainer, made to take exactly the plan's batches in their order."""

from __future__ import annotations

import json
import math
import statistics
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformerTrainer
from sentence_transformers.base.sampler import DefaultBatchSampler
from torch import nn
from torch.utils.data import SequentialSampler

from lingmix.errors import LingmixError
from lingmix.objectives.loss import ObjectiveLoss
from lingmix.train.checkpoints import newest_checkpoint

WEIGHTS = "trained.safetensors"
"""In a checkpoint, every weight that is trained, the learned temperature included."""
LOSSES = "losses.json"
"""In a checkpoint, the losses of the steps that the next point of the log is the mean of."""


class PlanTrainer(SentenceTransformerTrainer):
    """Trains on consecutive slices of the rows, each a batch of the plan, and stops at a loss that is no number.

    Checkpoints hold the trained weights alone, by name, so that a trimmed vocabulary, adapters and a learned
    temperature are resumed like any other.
    """

    loss: ObjectiveLoss  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._losses: list[float] = []

    def get_batch_sampler(self, dataset: Any, batch_size: int, drop_last: bool, *_: Any, **__: Any) -> Any:
        """Rows 0 … B − 1, then B … 2B − 1, and so on."""
        return DefaultBatchSampler(SequentialSampler(dataset), batch_size=batch_size, drop_last=drop_last)

    def collect_features(self, inputs: dict[str, Any]) -> tuple[Any, Any]:
        """The batch as the collator made it, and its rows' numbers."""
        return inputs, inputs["label"]

    def compute_loss(self, model: Any, inputs: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The objective's value; a LingmixError where it is not finite, before it reaches the weights."""
        self.loss.progress = self.state.global_step / max(1, self.state.max_steps)
        value = super().compute_loss(model, inputs, *args, **kwargs)
        loss = value[0] if isinstance(value, tuple) else value
        if not torch.isfinite(loss):
            kept = newest_checkpoint(Path(str(self.args.output_dir)))
            raise LingmixError(
                f"the loss is {loss.item()} at step {self.state.global_step} (0-based, as in the plan's 'step'). "
                f"Lower train.learning_rate or raise train.temperature. Last checkpoint: {kept or 'none yet'}"
            )
        if model.training:
            self._losses.append(loss.item())
        return value

    def get_decay_parameter_names(self, model: Any) -> list[str]:
        """The usual ones, but not τ: decay of its logarithm would draw it to 1."""
        return [name for name in super().get_decay_parameter_names(model) if "log_temperature" not in name]

    def log(self, logs: dict[str, float], *args: Any, **kwargs: Any) -> None:
        """The usual log, with τ where it is learned; its loss is the same mean when a run was interrupted."""
        if "loss" in logs:
            logs = {**logs, "loss": statistics.fmean(self._losses)}
            self._losses = []
            if self.loss.log_temperature is not None:
                logs["temperature"] = float(torch.as_tensor(self.loss.temperature).detach())
        super().log(logs, *args, **kwargs)

    def _determine_best_metric(self, *args: Any, **kwargs: Any) -> bool:
        # the answer becomes whether to save. The superclass would drop a checkpoint that TimedCheckpoints has asked for
        # where the loss is not the best; but after patience is over, none may be left to go on from
        asked = self.control.should_save and not self.control.should_training_stop
        return bool(super()._determine_best_metric(*args, **kwargs)) or asked

    def _save(self, output_dir: str | None = None, state_dict: Any = None) -> None:
        folder = Path(str(output_dir or self.args.output_dir))
        folder.mkdir(parents=True, exist_ok=True)
        save_file({name: weight.detach().contiguous() for name, weight in self._trained().items()}, folder / WEIGHTS)
        (folder / LOSSES).write_text(json.dumps(self._losses), encoding="utf-8")

    def _load_from_checkpoint(self, checkpoint_path: str, model: Any = None) -> None:
        saved = load_file(Path(checkpoint_path) / WEIGHTS)
        trained = self._trained()
        if saved.keys() != trained.keys():
            raise LingmixError(f"the checkpoint {checkpoint_path} holds other weights; delete it and run again")
        with torch.no_grad():
            for name, weight in trained.items():
                weight.copy_(saved[name])
        self._losses = json.loads((Path(checkpoint_path) / LOSSES).read_text(encoding="utf-8"))

    def _load_best_model(self) -> None:
        # unlike the superclass, a best model that cannot be read is an error and not the last model
        self._load_from_checkpoint(str(self.state.best_model_checkpoint))

    def _trained(self) -> dict[str, nn.Parameter]:
        return {name: weight for name, weight in self.loss.named_parameters() if weight.requires_grad}


def learning_rates(arguments: Any, steps: int) -> list[float]:
    """The learning rate of each of the first ``steps`` steps."""
    from transformers import get_scheduler

    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(()))], lr=arguments.learning_rate)
    scheduler = get_scheduler(
        arguments.lr_scheduler_type,
        optimizer,
        num_warmup_steps=int(arguments.warmup_steps),
        num_training_steps=arguments.max_steps,
    )
    found = []
    for _ in range(steps):
        found.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    return found


def log_every(steps: int, points: int = 50) -> int:
    """Steps between two entries of a log with at most ``points`` entries."""
    return math.ceil(steps / points)
