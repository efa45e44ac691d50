"""sentence-transformers' trainer, made to take exactly the plan's batches in their order."""

from __future__ import annotations

import json
import math
import statistics
from pathlib import Path
from typing import Any, NoReturn

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformerTrainer
from sentence_transformers.base.sampler import DefaultBatchSampler
from torch import nn
from torch.utils.data import SequentialSampler
from transformers.trainer_utils import rotate_checkpoints

from lingmix.errors import LingmixError
from lingmix.objectives.gather import processes
from lingmix.objectives.loss import ObjectiveLoss
from lingmix.train.checkpoints import newest_checkpoint, seal

KEPT = 2
"""Checkpoints that are kept of a run."""
SHOWN = 8
"""Pairs of a batch that a message names."""
WEIGHTS = "trained.safetensors"
"""In a checkpoint, every weight that is trained, the learned temperature included."""
LOSSES = "losses.json"
"""In a checkpoint, the losses of the steps that the next point of the log is the mean of."""


class PlanTrainer(SentenceTransformerTrainer):
    """Trains on consecutive slices of the rows, each a batch of the plan, and stops at a loss that is no number.

    Checkpoints hold the trained weights alone, by name, so that a trimmed vocabulary, adapters and a learned
    temperature are resumed like any other. None holds a weight that is no number.

    Args:
        plan: what a message calls the plan, such as its file.
    """

    loss: ObjectiveLoss  # type: ignore[assignment]

    def __init__(self, *args: Any, plan: str = "the plan", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self._losses: list[float] = []
        self._numbers: list[int] = []
        """Of the rows of the last batch that was trained on."""

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
            self.check_weights()
            self._stop(f"the {'' if model.training else 'validation '}loss is {loss.item()}", inputs["label"].tolist())
        if model.training:
            self._losses.append(loss.item())
            self._numbers = inputs["label"].tolist()
        return value

    def check_weights(self) -> None:
        """Raise a LingmixError where the last step has left a weight, or a moment of the optimizer, not finite.

        A finite loss may have a gradient that is not, and a finite gradient may be too much for a learning rate.
        """
        state = getattr(self.optimizer, "state", {}).values()
        moments = [value for values in state for value in values.values() if isinstance(value, torch.Tensor)]
        for values, what in (
            (moments, "the gradient is no number"),
            (self._trained().values(), "a weight is not finite after the update"),
        ):
            if not all(bool(torch.isfinite(value).all()) for value in values):
                self._stop(what, self._numbers, before=1)

    def _stop(self, what: str, numbers: list[int], before: int = 0) -> NoReturn:
        """Raise with the step and the pairs of its batch, so that they can be found in the plan."""
        rows = self.data_collator.rows  # type: ignore[attr-defined]
        pairs = [rows.pair(number) for number in numbers[:SHOWN]]
        more = f" … and {len(numbers) - SHOWN} more" if len(numbers) > SHOWN else ""
        kept = newest_checkpoint(Path(str(self.args.output_dir)))
        raise LingmixError(
            f"{what} at step {self.state.global_step - before} (0-based, as in the plan's 'step'), in a batch of "
            f"{', '.join(pairs)}{more}. All pairs of the step are in {self.plan}. "
            f"Lower train.learning_rate or raise train.temperature. Last checkpoint: {kept or 'none yet'}"
        )

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

    def _save_checkpoint(self, *args: Any, **kwargs: Any) -> None:
        self.check_weights()
        super()._save_checkpoint(*args, **kwargs)
        if processes() > 1:
            torch.distributed.barrier()  # each writes its random state
        if self.args.should_save:
            folder = Path(str(self.args.output_dir))
            seal(folder / f"checkpoint-{self.state.global_step}")
            # not before: until then the one before it is the newest that is whole
            rotate_checkpoints(str(folder), KEPT, self.state.best_model_checkpoint, use_mtime=True)

    def _save(self, output_dir: str | None = None, state_dict: Any = None) -> None:
        folder = Path(str(output_dir or self.args.output_dir))
        folder.mkdir(parents=True, exist_ok=True)
        save_file({name: weight.detach().contiguous() for name, weight in self._trained().items()}, folder / WEIGHTS)
        (folder / LOSSES).write_text(json.dumps(self._losses), encoding="utf-8")

    def _load_from_checkpoint(self, checkpoint_path: str, model: Any = None) -> None:
        saved = load_file(Path(checkpoint_path) / WEIGHTS)
        with torch.no_grad():
            for name, weight in self._trained().items():
                weight.copy_(saved[name])
        self._losses = json.loads((Path(checkpoint_path) / LOSSES).read_text(encoding="utf-8"))

    def _load_best_model(self) -> None:
        # unlike the superclass, a best model that cannot be read is an error and not the last model
        name = Path(str(self.state.best_model_checkpoint)).name
        self._load_from_checkpoint(str(Path(str(self.args.output_dir)) / name))

    def misfit(self, checkpoint: Path) -> str | None:
        """Why a checkpoint's weights are not those that are trained here; None if they are, by name and shape."""
        try:
            with safe_open(checkpoint / WEIGHTS, framework="pt") as saved:
                there = {name: tuple(saved.get_slice(name).get_shape()) for name in saved.keys()}  # noqa: SIM118
        except (OSError, SafetensorError) as error:
            return f"{WEIGHTS} cannot be read ({error})"
        wanted = {name: tuple(weight.shape) for name, weight in self._trained().items()}
        return None if there == wanted else f"{WEIGHTS} holds other weights than are trained"

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
