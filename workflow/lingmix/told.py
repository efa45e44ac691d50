"""What a training job is told besides its parameters: what changes no result, and so must not train anything again."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lingmix.card import facts
from lingmix.config.load import load


def told(config: Mapping[str, Any], run: str, tracking: Path) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A run's facts for its model card, and the trackers that its training is shown by.

    Trackers are told where to write through the environment; what the user has set there stays.

    Args:
        config: the study as Snakemake has it.
        run: the run's id.
        tracking: the run's folder for trackers that write files.
    """
    study = load(config)
    os.environ.setdefault("TENSORBOARD_LOGGING_DIR", str(tracking))
    os.environ.setdefault("WANDB_PROJECT", study.study)
    os.environ.setdefault("MLFLOW_EXPERIMENT_NAME", study.study)
    return facts(study, study.run(run)), study.trackers
