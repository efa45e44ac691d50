"""Which versions runs were made with, and on what, from what they left behind."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from lingmix.store import about

Made = tuple[Mapping[str, str], Sequence[str]]
"""Versions by package, and the runs that were made with them."""


def made_with(
    metrics: Mapping[str, Sequence[str]], records: Mapping[str, str] | None = None, *, key: str = "versions"
) -> list[Made]:
    """The versions that runs say they were made with, each with these runs; one entry for most studies.

    Args:
        metrics: paths of each run's tables of metrics, which know what scored it.
        records: path of each trained run's ``training.json``, which knows what trained it.
        key: what they say it under: ``made_on`` has the machine, see :func:`lingmix.provenance.made_on`.

    Returns:
        Nothing of runs whose files do not say. Where parts of a run were made with different versions of a package,
        they stand together: ``2.12 and 2.13``.

    Raises:
        LingmixError: a table of metrics cannot be read.
    """
    found: dict[str, list[str]] = {}
    for run, files in metrics.items():
        parts = [about(Path(file)).get(key, {}) for file in files]
        if records and run in records:
            parts.insert(0, json.loads(Path(records[run]).read_text(encoding="utf-8")).get(key, {}))
        together: dict[str, dict[str, None]] = {}
        for part in parts:
            for package, version in part.items():
                together.setdefault(package, {})[version] = None
        if together:
            same = json.dumps({package: " and ".join(versions) for package, versions in together.items()})
            found.setdefault(same, []).append(run)
    return [(json.loads(same), runs) for same, runs in found.items()]
