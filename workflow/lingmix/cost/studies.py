"""The studies whose results are on this machine, as a source of rates."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml

from lingmix.config.load import load
from lingmix.cost.jobs import jobs_of
from lingmix.cost.measured import points
from lingmix.cost.rates import Point, Rate, calibrated, fitted
from lingmix.errors import LingmixError


def others(results: Path, study: str, known: Sequence[Rate]) -> list[Rate]:
    """Rates from all other studies below ``results`` together; ``known`` tells how costs grow."""
    found: dict[str, list[Point]] = {}
    for file in sorted(results.glob("*/study.yaml")):
        if file.parent.name != study:
            found[file.parent.name] = study_points(file.parent, results) or []
    names = ", ".join(name for name, some in found.items() if some)
    return rates_of([point for some in found.values() for point in some], f"studies on this machine ({names})", known)


def rates_of(points: Sequence[Point], source: str, known: Sequence[Rate]) -> list[Rate]:
    """Rates from ``points``; ``known`` tells how costs grow."""
    return calibrated(fitted(points, source), known, points)


def study_points(folder: Path, results: Path) -> list[Point] | None:
    """What the finished jobs of the study in ``folder`` took; None where its study.yaml is not of this version."""
    try:
        study = load(yaml.safe_load((folder / "study.yaml").read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, LingmixError):
        return None
    return points(jobs_of(study, results), folder)
