"""Training that is interrupted after a step, before that step's checkpoint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from transformers import TrainerCallback

from lingmix.train.trainer import PlanTrainer


class _Interrupt(TrainerCallback):
    def __init__(self, step: int) -> None:
        self.step = step

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        if state.global_step == self.step:
            raise KeyboardInterrupt


def interrupted(monkeypatch: pytest.MonkeyPatch, training: Callable[[], Any], step: int = 8) -> None:
    """Call ``training`` and stop it at the end of the given step."""
    plain = PlanTrainer.__init__
    with monkeypatch.context() as patch:
        patch.setattr(
            PlanTrainer,
            "__init__",
            lambda self, callbacks, **options: plain(self, **options, callbacks=[*callbacks, _Interrupt(step)]),
        )
        with pytest.raises(KeyboardInterrupt):
            training()
