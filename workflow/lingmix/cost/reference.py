"""Rates that come with lingmix, for studies on machines where nothing has been measured yet.

``PYTHONPATH=workflow python -m lingmix.cost.reference results STUDY…`` fits them to finished studies and writes
``reference.csv`` beside this file.
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from lingmix.cost.rates import Line, Rate, fitted
from lingmix.cost.studies import study_points

FILE = Path(__file__).with_name("reference.csv")
COLUMNS = ("stage", "of", "size", "device", "start", "each", "base", "jobs", "source")


def reference() -> list[Rate]:
    """The rates that come with lingmix."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [_rate(row) for row in csv.DictReader(file)]


def write_reference(rates: Sequence[Rate], path: Path) -> None:
    """Write rates as :func:`reference` reads them: seconds of a start and of a unit, bytes of memory."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(COLUMNS)
        for rate in rates:
            base = "" if rate.base is None else f"{rate.base:.4g}"
            seconds = (f"{rate.seconds.start:.4g}", f"{rate.seconds.each:.4g}")
            out.writerow([rate.stage, rate.of, rate.size or "", rate.device, *seconds, base, rate.jobs, rate.source])


def _rate(row: dict[str, str]) -> Rate:
    return Rate(
        row["stage"],
        row["of"],
        int(row["size"]) if row["size"] else None,
        row["device"],
        Line(float(row["start"]), float(row["each"])),
        float(row["base"]) if row["base"] else None,
        int(row["jobs"]),
        row["source"],
    )


def _machine() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "a machine")
    return f"{name}, {os.cpu_count()} cores, {datetime.now(UTC):%Y-%m-%d}"


def main(arguments: Sequence[str]) -> None:
    """Fit and write."""
    results = Path(arguments[0])
    points = [point for name in arguments[1:] for point in study_points(results / name, results) or []]
    if not points:
        raise SystemExit(f"no finished jobs of {', '.join(arguments[1:])} in {results}")
    write_reference(fitted(points, f"rates that come with lingmix ({_machine()})"), FILE)


if __name__ == "__main__":
    main(sys.argv[1:])
