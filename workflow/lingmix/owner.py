"""Jobs end with the Snakemake that they are of.

A Snakemake that is killed leaves its jobs behind. The next one would start them again, beside themselves.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading

from lingmix.warm import OWNER

_followed: set[int] = set()


def end_with_owner() -> None:
    """Have this process killed as soon as its Snakemake has gone, whatever it is doing; Linux only.

    Nothing is lost by that but the time since the last checkpoint: what a job writes is whole or is not there.
    """
    owner = os.environ.get(OWNER, "")
    if sys.platform != "linux" or not owner.isdigit() or os.getpid() in _followed:
        return
    try:
        process = os.pidfd_open(int(owner))
    except OSError:  # it is no process of this machine, or the kernel is older than 5.3
        return
    # of this process, since a fork has no such thread
    _followed.add(os.getpid())
    threading.Thread(target=_follow, args=(process,), daemon=True).start()


def _follow(process: int) -> None:
    # readable once the process has ended
    select.select([process], [], [])
    os.kill(os.getpid(), signal.SIGKILL)
