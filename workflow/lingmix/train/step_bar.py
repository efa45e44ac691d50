"""How far training is, with its latest loss."""

from __future__ import annotations

from typing import Any

from transformers import TrainerCallback

from lingmix.progress import bar


class StepBar(TrainerCallback):
    """A bar of steps; training that goes on from a checkpoint begins where that left off."""

    def __init__(self) -> None:
        self._bar: Any = None

    def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Begin at the step of the checkpoint, if there is one."""
        self._bar = bar(state.max_steps, "training", "steps", done=state.global_step)

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """One further."""
        self._bar.update(1)

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
        """Keep the loss for the next line."""
        if self._bar is not None and logs and "loss" in logs:
            self._bar.set_postfix(loss=f"{float(logs['loss']):.4g}", refresh=False)

    def on_train_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """The last line."""
        self._bar.close()
