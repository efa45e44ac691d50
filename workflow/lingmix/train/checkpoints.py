"""Keep checkpoints while training, and find the one to go on from."""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments
from transformers.trainer_pt_utils import safe_globals

from lingmix.disk import sha256, to_disk, whole
from lingmix.errors import LingmixError
from lingmix.objectives.gather import processes

VARIABLE = "LINGMIX_CHECKPOINT_SECONDS"
SECONDS = 600.0
"""How old the last checkpoint is when the next is written, unless told otherwise."""
MANIFEST = "whole.json"
"""In a checkpoint, size and checksum of each of its other files; written last."""
STATE = "trainer_state.json"
"""In a checkpoint, how far training was and which checkpoint was the best."""


def interval() -> float:
    """Seconds between checkpoints: the variable :data:`VARIABLE` of the environment, else :data:`SECONDS`.

    No setting of a study, since a run ends with the same weights whatever it is.

    Raises:
        LingmixError: the variable is no number of seconds.
    """
    text = os.environ.get(VARIABLE)
    if text is None:
        return SECONDS
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise LingmixError(f"{VARIABLE} is '{text}'; give a number of seconds such as {SECONDS:.0f}, or unset it")
    return seconds


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


def seal(checkpoint: Path) -> None:
    """Have a checkpoint go down to the disk, and then say of it in :data:`MANIFEST` that it is whole."""
    files = sorted(path for path in checkpoint.iterdir() if path.is_file() and path.name != MANIFEST)
    written = {path.name: {"bytes": path.stat().st_size, "sha256": sha256(path)} for path in files}
    to_disk(checkpoint)
    to_disk(checkpoint.parent, below=False)
    with whole(checkpoint / MANIFEST) as part:
        part.write_text(json.dumps(written, indent=2), encoding="utf-8")


def damage(checkpoint: Path) -> str | None:
    """What keeps training from going on from a checkpoint; None where all its files are as they were written.

    The manifest is written last, so a checkpoint whose writing was interrupted has none. With validation, the best
    checkpoint so far must be whole too, since its weights may be the ones that are kept.
    """
    if why := _changed(checkpoint):
        return why
    try:
        best = json.loads((checkpoint / STATE).read_text(encoding="utf-8")).get("best_model_checkpoint")
        other = None if best is None else checkpoint.with_name(Path(best).name)
    except FileNotFoundError:
        return "it was not written to its end"
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        return f"it cannot be read ({type(error).__name__}: {error})"
    if other is not None and other.name != checkpoint.name and (why := _changed(other)):
        return f"the best one until then, {other.name}, cannot be used: {why}"
    return None


def _changed(checkpoint: Path) -> str | None:
    """What of a checkpoint's files is not as its manifest has it; None where all is."""
    try:
        files = json.loads((checkpoint / MANIFEST).read_text(encoding="utf-8"))
        for name, written in files.items():
            path = checkpoint / name
            if not path.is_file():
                return f"{name} is missing"
            if path.stat().st_size != written["bytes"]:
                return f"{name} has {path.stat().st_size:,} bytes, not the {written['bytes']:,} that were written"
            if sha256(path) != written["sha256"]:
                return f"{name} is not what was written"
    except FileNotFoundError:
        return "it was not written to its end"
    except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        return f"it cannot be read ({type(error).__name__}: {error})"
    return None


def foreign(checkpoint: Path) -> str | None:
    """Why a checkpoint's state of optimizer and randomness is none that PyTorch reads without running code.

    The trainer reads it so too, but would end with PyTorch's error. Tensors are mapped, not read.
    """
    for path in sorted([*checkpoint.glob("*.pt"), *checkpoint.glob("*.pth")]):
        try:
            with safe_globals():  # type: ignore[no-untyped-call]  # NumPy's arrays too, as the trainer has it
                torch.load(path, map_location="cpu", weights_only=True, mmap=True)
        except Exception as error:  # of many kinds, for a file that anyone may have written
            return f"{path.name} holds more than tensors and numbers ({type(error).__name__})"
    return None


def newest_checkpoint(folder: Path) -> Path | None:
    """The checkpoint in ``folder`` with the most steps that is whole, or None."""
    return next((checkpoint for checkpoint in _newest_first(folder) if damage(checkpoint) is None), None)


def usable_checkpoint(folder: Path, misfit: Callable[[Path], str | None]) -> Path | None:
    """The newest checkpoint in ``folder`` that training can go on from, or None.

    Newer ones are said on standard error and renamed to ``unusable-<step>``, since the trainer, which keeps few, would
    count them. They stay to be looked at until the run is done.

    Args:
        folder: the run's checkpoints.
        misfit: says of a whole checkpoint why its weights are none of this run; None if they are.
    """
    unusable = []
    found = None
    for checkpoint in _newest_first(folder):
        why = damage(checkpoint) or foreign(checkpoint) or misfit(checkpoint)
        if why is None:
            found = checkpoint
            break
        aside = checkpoint.with_name(checkpoint.name.replace("checkpoint", "unusable"))
        print(f"{checkpoint} is not used, {aside.name} from now on: {why}", file=sys.stderr)
        unusable.append((checkpoint, aside))
    # not before, since one may be judged by another
    for checkpoint, aside in unusable:
        shutil.rmtree(aside, ignore_errors=True)
        with suppress(OSError):  # of several processes that train together, another was first
            checkpoint.rename(aside)
    if found is not None or unusable:
        print(f"training goes on from {found}" if found else "training starts from its first step", file=sys.stderr)
    return found


def _newest_first(folder: Path) -> list[Path]:
    found = [path for path in folder.glob("checkpoint-*") if path.name.removeprefix("checkpoint-").isdigit()]
    return sorted(found, key=lambda path: int(path.name.removeprefix("checkpoint-")), reverse=True)
