"""What the records of trainings say of their course and their cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from lingmix.config.study import AXES, Run

PARTS = {"log": "training", "validation": "validation"}
"""What a loss is of, by the key of a record that holds it."""


def courses(runs: Sequence[Run], records: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The losses of runs during training.

    Args:
        runs: trained runs.
        records: of each its ``training.json``.

    Returns:
        The axes and ``seed``, ``part`` (``training`` or ``validation``), ``step`` (int64) and ``loss`` (float64).
    """
    rows = [
        {**run.axes, "part": part, "step": int(point["step"]), "loss": float(point["loss"])}
        for run, record in zip(runs, records, strict=True)
        for key, part in PARTS.items()
        for point in record.get(key, ())
    ]
    return pd.DataFrame(rows, columns=[*AXES, "seed", "part", "step", "loss"])


def costs(runs: Sequence[Run], records: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """How long variants trained.

    Args:
        runs: trained runs.
        records: of each its ``training.json``.

    Returns:
        The axes, ``seconds``: wall time of a training job, mean over seeds, and ``seconds_low``, ``seconds_high``: its
        shortest and longest (float64; NaN where a record has none).
    """
    rows = [
        {**run.axes, "seconds": float(record.get("seconds", "nan"))} for run, record in zip(runs, records, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=[*AXES, "seed", "seconds"])
    grouped = frame.groupby(list(AXES), sort=False)["seconds"]
    # a seed without a time makes all three missing
    found = {
        "seconds": grouped.mean(skipna=False),
        "seconds_low": grouped.min(skipna=False),
        "seconds_high": grouped.max(skipna=False),
    }
    return pd.DataFrame(found).reset_index()
