"""Start a training job: in this process, or in several that share each batch of the plan, on one node or more."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from lingmix.errors import LingmixError
from lingmix.store import write_text
from lingmix.train.job import Job, work
from lingmix.warm import THREADS

PR_SET_PDEATHSIG = 1
"""Linux's number for what :func:`end_with_parent` asks it; see prctl(2)."""


def launch(job: Job, *, nodes: int = 1) -> None:
    """Do ``job``, with ``job.processes`` processes in all, as many on each node.

    Raises:
        LingmixError: as :func:`lingmix.train.job.work`; the processes cannot be shared out evenly; one was lost.
    """
    if job.processes == nodes == 1:
        work(job)
        return
    if job.processes % nodes:
        raise LingmixError(f"{job.processes} processes cannot be shared evenly by {nodes} nodes; take a multiple")
    about = job.checkpoints / "job.json"
    write_text(job.model_dump_json(), about)
    for old in job.checkpoints.glob("error.*"):
        old.unlink()
    each = job.processes // nodes
    environment = {**os.environ, **dict.fromkeys(THREADS, str(job.threads))}
    ended = subprocess.run(command(about, each, nodes), env=environment, check=False, preexec_fn=end_with_parent)
    if ended.returncode:
        told = sorted(job.checkpoints.glob("error.*"))
        what = told[0].read_text(encoding="utf-8") if told else "one of the processes was lost; the log says more"
        raise LingmixError(what)


def command(about: Path, each: int, nodes: int) -> list[str]:
    """The command that starts ``each`` processes on each node: torchrun, on several nodes through Slurm's srun.

    Raises:
        LingmixError: there are to be several nodes, but this is no Slurm job that has as many.
    """
    module = ["--module", "lingmix.train.job", str(about)]
    torchrun = [sys.executable, "-m", "torch.distributed.run", f"--nproc-per-node={each}", f"--nnodes={nodes}"]
    if nodes == 1:
        return [*torchrun, "--standalone", *module]
    given = int(os.environ.get("SLURM_JOB_NUM_NODES", "1"))
    if given < nodes:
        raise LingmixError(
            f"training on {nodes} nodes needs a Slurm job with as many, and this one has {given}; "
            "see profiles/README.md, or set 'nodes' of rule train to 1"
        )
    # the first process of the job's own node leads: this one's name is known to all, and its number tells jobs apart
    job = os.environ["SLURM_JOB_ID"]
    meeting = f"--rdzv-endpoint={socket.gethostname()}:{29_000 + int(job) % 1000}"
    spread = ["srun", f"--nodes={nodes}", f"--ntasks={nodes}", "--ntasks-per-node=1", "--kill-on-bad-exit"]
    return [*spread, *torchrun, "--rdzv-backend=c10d", meeting, f"--rdzv-id={job}", *module]


def end_with_parent() -> None:
    """Have Linux end this process when the one that started it ends, however that ends; nothing elsewhere."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
