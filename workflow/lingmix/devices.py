"""GPUs for jobs of a workstation: Snakemake limits how many are in use at a time, and not who has which."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from lingmix.errors import LingmixError

VISIBLE = "CUDA_VISIBLE_DEVICES"
SCHEDULED = ("SLURM_JOB_ID", "LSB_JOBID", "PBS_JOBID", "JOB_ID")
"""What schedulers set in their jobs, to which they have given what is visible; each job may see its first as 0."""


@contextlib.contextmanager
def claimed(count: int, folder: Path | None = None) -> Iterator[tuple[str, ...]]:
    """Have ``count`` GPUs to oneself among the jobs of this machine that ask so, and see no others, in the block.

    To be entered before CUDA is. Where there is no GPU, ``count`` is 0, or a scheduler has shared them out, nothing is
    changed. A job that is killed gives back what it had.

    Args:
        count: how many.
        folder: where it is kept who has which, the same for all; by default one of this user's in the system's for
            temporary files.

    Raises:
        LingmixError: fewer than ``count`` are free.
    """
    there = () if any(name in os.environ for name in SCHEDULED) else visible()
    if not count or not there:
        yield ()
        return
    before = os.environ.get(VISIBLE)
    with contextlib.ExitStack() as held:
        mine = _claim(there, count, folder or Path(tempfile.gettempdir()) / f"lingmix-gpus-{os.getuid()}", held)
        os.environ[VISIBLE] = ",".join(mine)
        try:
            yield mine
        finally:
            if before is None:
                del os.environ[VISIBLE]
            else:
                os.environ[VISIBLE] = before


def visible() -> tuple[str, ...]:
    """The GPUs that this process may use, by what ``CUDA_VISIBLE_DEVICES`` calls them."""
    said = os.environ.get(VISIBLE)
    if said is not None:
        return tuple(name.strip() for name in said.split(",") if name.strip() and name.strip() != "-1")
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return ()
    try:
        done = subprocess.run(
            [tool, "--query-gpu=uuid", "--format=csv,noheader"], capture_output=True, text=True, check=True, timeout=60
        )
    except (OSError, subprocess.SubprocessError):
        return ()  # a driver that does not answer: torch will find what it finds
    return tuple(line.strip() for line in done.stdout.splitlines() if line.strip())


def _claim(there: tuple[str, ...], count: int, folder: Path, held: contextlib.ExitStack) -> tuple[str, ...]:
    folder.mkdir(parents=True, exist_ok=True)
    mine: list[str] = []
    for name in there:
        lock = FileLock(folder / f"{name.replace('/', '_')}.lock")
        with contextlib.suppress(Timeout):
            held.enter_context(lock.acquire(timeout=0))
            mine.append(name)
        if len(mine) == count:
            return tuple(mine)
    raise LingmixError(
        f"{count} GPUs are asked for, but of {len(there)} ({', '.join(there)}) only {len(mine)} are free. "
        f"Let fewer jobs run at a time: --resources gpu={len(there)}, or fewer for each: --set-resources train:gpu=1"
    )
