"""Find the checkpoint to go on from."""

from __future__ import annotations

import json
from pathlib import Path


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
