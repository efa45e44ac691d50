from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HEAD = (
    "from lingmix.console import reporting\nfrom lingmix.errors import LingmixError\n"
    "import ctypes, os, subprocess, sys\n"
)


def job(body: str, log: Path, options: str = "") -> subprocess.CompletedProcess[str]:
    """Run a job whose block is ``body``, then print "after" on both streams."""
    block = "".join(f"    {line}\n" for line in body.splitlines())
    code = f"{HEAD}with reporting({str(log)!r}{options}):\n{block}print('after')\nprint('after', file=sys.stderr)\n"
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT / "workflow", check=False
    )


def test_all_output_goes_to_the_log_that_of_compiled_code_and_of_child_processes_too(tmp_path: Path) -> None:
    done = job(
        "print('python out')\nprint('python err', file=sys.stderr)\nos.write(1, b'raw out\\n')\n"
        "ctypes.CDLL(None).puts(b'compiled out')\nsubprocess.run(['sh', '-c', 'echo child out; echo child err >&2'])",
        tmp_path / "logs" / "job.log",
    )
    assert done.returncode == 0
    assert (done.stdout, done.stderr) == ("after\n", "after\n")
    lines = (tmp_path / "logs" / "job.log").read_text(encoding="utf-8").splitlines()
    assert sorted(lines) == ["child err", "child out", "compiled out", "python err", "python out", "raw out"]


def test_a_jobs_purpose_may_be_to_print(tmp_path: Path) -> None:
    done = job("print('shown')\nprint('hidden', file=sys.stderr)", tmp_path / "log", ", show=True")
    assert (done.stdout, done.stderr) == ("shown\nafter\n", "after\n")
    assert (tmp_path / "log").read_text(encoding="utf-8") == "hidden\n"


def test_an_error_in_plain_words_goes_to_the_log_and_once_to_the_terminal(tmp_path: Path) -> None:
    done = job("raise LingmixError('too größe: lower it')", tmp_path / "log")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("too größe: lower it") == 1
    assert "Traceback" not in done.stderr
    assert str(tmp_path / "log") in done.stderr
    assert (tmp_path / "log").read_text(encoding="utf-8") == "error: too größe: lower it\n"


def test_any_other_exception_is_logged_with_its_traceback_and_fails_the_job(tmp_path: Path) -> None:
    done = job("{}['missing key']", tmp_path / "log")
    assert done.returncode == 1
    assert "after" not in done.stdout
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert "Traceback" in log
    assert "missing key" in log


def test_threads_are_set_for_all_libraries_and_a_new_log_replaces_the_old(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("old\n" * 9, encoding="utf-8")
    names = ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"]
    job(f"print([os.environ.get(name) for name in {names}])", tmp_path / "log", ", threads=3")
    assert (tmp_path / "log").read_text(encoding="utf-8") == f"{['3'] * 4}\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_told_even_where_the_log_is_on_it(tmp_path: Path) -> None:
    (tmp_path / "log").symlink_to("/dev/full")
    bodies = ("import errno\nraise OSError(errno.ENOSPC, 'no room', 'vectors.npy')", "print('x' * 100_000)")
    for body, where in zip(bodies, ("vectors.npy: no room", "No space left on device"), strict=True):
        done = job(body, tmp_path / "log")
        assert done.returncode == 1
        assert where in done.stderr
        assert "Make room there and run again" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_log_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("no folder")
    done = job("print('never')", tmp_path / "logs" / "job.log")
    assert done.returncode == 1
    assert done.stderr.strip() == f"error: the log {tmp_path / 'logs' / 'job.log'} cannot be written: File exists"
