"""What a run's training took, as the page says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MISSING = "–"


def costs_of(record: Mapping[str, Any]) -> dict[str, str]:
    """``seconds``, ``memory`` and ``energy`` from a ``training.json``, each :data:`MISSING` where it is not known.

    >>> costs_of({"seconds": 12.4, "memory_bytes": 612_000_000, "gpu_memory_bytes": None})
    {'seconds': '12', 'memory': '0.61 GB', 'energy': '–'}
    """
    part = " (last part)" if record.get("resumed") else ""
    seconds, energy = record.get("seconds"), record.get("cpu_energy_joules")
    memory = [
        f"{name}{record[key] / 1e9:.2f} GB"
        for key, name in (("memory_bytes", ""), ("gpu_memory_bytes", "GPU "))
        if record.get(key) is not None
    ]
    return {
        "seconds": MISSING if seconds is None else f"{seconds:.0f}{part}",
        "memory": ", ".join(memory) or MISSING,
        "energy": MISSING if energy is None else f"{energy / 1e3:.1f} kJ{part}",
    }
