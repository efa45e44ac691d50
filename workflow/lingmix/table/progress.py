"""Which runs have finished, judged by what their metrics files say they were made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from lingmix.errors import LingmixError
from lingmix.store import about, read_table


def is_done(entry: Mapping[str, Any]) -> bool:
    """Whether a run's metrics on every benchmark are there and belong to the study as it stands now.

    ``entry["metrics"]`` holds ``file`` and ``fingerprint`` per benchmark.
    """
    return all(_matches(wanted) for wanted in entry["metrics"].values())


def finished_metrics(entries: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The metrics of all that has finished, one table, in the study's order of benchmarks and then of runs.

    Raises:
        LingmixError: nothing has finished.
    """
    # by benchmark first: the order must not depend on which of its benchmarks the first run has finished
    benchmarks = dict.fromkeys(benchmark for entry in entries for benchmark in entry["metrics"])
    wanted = [entry["metrics"][name] for name in benchmarks for entry in entries if name in entry["metrics"]]
    frames = [read_table(Path(one["file"])) for one in wanted if _matches(one)]
    if not frames:
        raise LingmixError("no run of this study has finished yet; 'snakemake list' shows the runs and their targets")
    return pd.concat(frames, ignore_index=True)


def _matches(wanted: Mapping[str, Any]) -> bool:
    path = Path(wanted["file"])
    if not path.is_file():
        return False
    try:
        return bool(about(path).get("fingerprint") == wanted["fingerprint"])
    except LingmixError:
        return False
