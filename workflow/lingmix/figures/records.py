"""What the records of trainings say of their course and their cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from lingmix.config.study import AXES, Run

PARTS = {"log": "training", "validation": "validation"}
"""What a loss is of, by the key of a record that holds it."""
SUMS = ("seconds", "cpu_energy_joules")
COSTS = ("seconds", "memory_bytes", "gpu_memory_bytes", "cpu_energy_joules")
"""What a record says of cost; those that grow while a job runs are :data:`SUMS`."""


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
    """What the training of variants took.

    Args:
        runs: trained runs.
        records: of each its ``training.json``.

    Returns:
        The axes, and of each of :data:`COSTS` the mean over seeds, by its name, and the least and the most of a seed,
        by its name with ``_low`` and ``_high`` (float64). NaN where the record of a seed has none, or has it of the
        last part of an interrupted training only.
    """
    rows = [
        {**run.axes, **{cost: _known(record, cost) for cost in COSTS}}
        for run, record in zip(runs, records, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=[*AXES, "seed", *COSTS])
    found = {}
    for cost in COSTS:
        grouped = frame.groupby(list(AXES), sort=False)[cost]
        # a seed without it makes all three missing
        found[cost] = grouped.mean(skipna=False)
        found[f"{cost}_low"], found[f"{cost}_high"] = grouped.min(skipna=False), grouped.max(skipna=False)
    return pd.DataFrame(found).reset_index()


def _known(record: Mapping[str, Any], cost: str) -> float:
    partly = bool(record.get("resumed")) and cost in SUMS
    value = None if partly else record.get(cost)
    return float("nan") if value is None else float(value)
