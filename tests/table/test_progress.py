from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from lingmix.errors import LingmixError
from lingmix.store import write_table
from lingmix.table.progress import finished_metrics, is_done


def entry(folder: Path, name: str, benchmarks: tuple[str, ...] = ("a", "b")) -> dict[str, Any]:
    return {
        "metrics": {
            benchmark: {
                "file": str(folder / name / benchmark / "metrics.parquet"),
                "fingerprint": f"{name}-{benchmark}",
            }
            for benchmark in benchmarks
        }
    }


def finish(entry: dict[str, Any], benchmark: str, fingerprint: str | None = None) -> Path:
    wanted = entry["metrics"][benchmark]
    frame = pd.DataFrame({"run": [wanted["fingerprint"]], "benchmark": [benchmark]})
    write_table(frame, Path(wanted["file"]), about={"fingerprint": fingerprint or wanted["fingerprint"]})
    return Path(wanted["file"])


def test_a_run_is_done_when_all_its_benchmarks_are(tmp_path: Path) -> None:
    run = entry(tmp_path, "run")
    assert not is_done(run)
    finish(run, "a")
    assert not is_done(run)
    finish(run, "b")
    assert is_done(run)


def test_metrics_of_another_study_or_code_do_not_count(tmp_path: Path) -> None:
    run = entry(tmp_path, "run", ("a",))
    finish(run, "a", fingerprint="stale")
    assert not is_done(run)


def test_a_truncated_file_does_not_count(tmp_path: Path) -> None:
    run = entry(tmp_path, "run", ("a",))
    file = finish(run, "a")
    file.write_bytes(file.read_bytes()[:-20])
    assert not is_done(run)


def test_a_parquet_file_of_someone_else_does_not_count(tmp_path: Path) -> None:
    run = entry(tmp_path, "run", ("a",))
    file = finish(run, "a")
    pd.DataFrame({"run": [1]}).to_parquet(file)
    assert not is_done(run)


def test_finished_metrics_hold_what_counts_and_nothing_else(tmp_path: Path) -> None:
    runs = [entry(tmp_path, name) for name in ("one", "two", "three")]
    finish(runs[0], "b")
    finish(runs[1], "a")
    finish(runs[1], "b", fingerprint="stale")
    finish(runs[2], "a").write_bytes(b"PAR1")
    found = finished_metrics(runs)
    # benchmarks in the study's order, though the first run has finished only the second
    assert found["run"].tolist() == ["two-a", "one-b"]


def test_nothing_finished_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match=r"no run of this study has finished yet; the target 'list'"):
        finished_metrics([entry(tmp_path, "run")])
