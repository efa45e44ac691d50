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

    ``entry["metrics"]`` holds per benchmark ``file``, ``fingerprint`` and ``sources``: the user's own files that it is
    made from, none of which may be newer or gone.
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
        raise LingmixError("no run of this study has finished yet; the target 'list' shows how to make one")
    return pd.concat(frames, ignore_index=True)


def _matches(wanted: Mapping[str, Any]) -> bool:
    path = Path(wanted["file"])
    sources = [Path(source) for source in wanted.get("sources", ())]
    if not path.is_file() or not all(source.exists() for source in sources):
        return False
    if any(source.stat().st_mtime > path.stat().st_mtime for source in sources):
        return False
    try:
        return bool(about(path).get("fingerprint") == wanted["fingerprint"])
    except LingmixError:
        return False
