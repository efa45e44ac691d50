"""Keep checkpoints while training, and find the one to go on from."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import torch
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from lingmix.objectives.gather import processes


class TimedCheckpoints(TrainerCallback):
    """Asks for a checkpoint when the last is older than ``seconds``, but for none after the last step.

    By time and not by steps, so that a run of seconds writes none and a run of days loses minutes; what a run ends with
    does not depend on it.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._last = time.monotonic()

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> TrainerControl:
        """Called by the trainer after every step."""
        if state.global_step < state.max_steps and self._due(args):
            control.should_save = True
            self._last = time.monotonic()
        return control

    def _due(self, args: TrainingArguments) -> bool:
        due = time.monotonic() - self._last >= self.seconds
        if processes() == 1:
            return due
        # the first decides for all: they write a checkpoint together, and their clocks differ
        first = torch.tensor([int(due)], device=args.device)
        torch.distributed.broadcast(first, 0)
        return bool(first.item())


def newest_checkpoint(folder: Path) -> Path | None:
    """The checkpoint in ``folder`` with the most steps that was written to its end, or None.

    The trainer writes ``trainer_state.json`` last, so a checkpoint whose writing was interrupted has none, or part of
    one. Such a checkpoint is passed over, and the trainer overwrites it.
    """
    steps = {int(path.name.removeprefix("checkpoint-")): path for path in folder.glob("checkpoint-[0-9]*")}
    return next((steps[step] for step in sorted(steps, reverse=True) if _whole(steps[step])), None)


def _whole(checkpoint: Path) -> bool:
    try:
        json.loads((checkpoint / "trainer_state.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return True
