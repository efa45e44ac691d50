"""The server behind :mod:`lingmix.warm`: imports some modules once, then forks a child for each job.

A child ends when its job's own process does, so that what ends a job ends its work too. The server ends with the
process that it is for, or when no job has come for :data:`IDLE` seconds.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lingmix.warm import NUMBER, STARTED, receive, user_of

IDLE = 30.0
STREAMS = (0, 1, 2)


@dataclass
class Job:
    """What a child runs, the connection to the process that waits for it, and that one's streams."""

    about: dict[str, Any]
    connection: socket.socket
    streams: list[int]

    def run(self) -> None:
        """Become the job's process; with it goes this one."""
        threading.Thread(target=self._follow, daemon=True).start()
        for stream, mine in zip(self.streams, STREAMS, strict=True):
            os.dup2(stream, mine)
            os.close(stream)
        self.connection.sendall(STARTED)
        os.environ.clear()
        os.environ.update(self.about["environment"])
        os.chdir(self.about["folder"])
        sys.path[:] = self.about["path"]
        sys.argv[:] = [self.about["script"]]
        runpy.run_path(self.about["script"], run_name="__main__")

    def _follow(self) -> None:
        with contextlib.suppress(OSError):
            self.connection.recv(1)  # nothing is sent: it returns when the other side is closed
        os.kill(os.getpid(), signal.SIGKILL)


def serve(name: str, owner: int, modules: Sequence[str], *, idle: float = IDLE) -> Job | None:
    """Fork for each job; returns its job in a child, and None in the server at its end.

    Args:
        name: of the socket, in Linux's abstract namespace.
        owner: the process that the server is for.
        modules: what is imported before the first job.
        idle: seconds without a job until the server ends.
    """
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind("\0" + name)
        owned = os.pidfd_open(owner)
    except OSError:  # another server has the name, or the owner has gone
        return None
    listener.listen(128)
    for module in modules:
        importlib.import_module(module)
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        return None  # a fork would be without the other threads
    gc.collect()
    gc.freeze()  # else a child's first collection copies all of it
    waiting = selectors.DefaultSelector()
    waiting.register(listener, selectors.EVENT_READ)
    waiting.register(owned, selectors.EVENT_READ)
    children: dict[int, tuple[int, socket.socket]] = {}
    wanted = True
    while wanted or children:
        events = waiting.select(None if children else idle)
        if not events:
            break
        for key, _ in events:
            if key.fd in children:
                process, connection = children.pop(key.fd)
                waiting.unregister(key.fd)
                os.close(key.fd)
                _tell(connection, os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
            elif key.fd == owned:
                waiting.unregister(owned)
                waiting.unregister(listener)
                wanted = False
            elif (job := _accept(listener)) is not None:
                process = os.fork()
                if not process:
                    waiting.close()
                    listener.close()
                    for other, (_, connection) in children.items():
                        os.close(other)
                        connection.close()
                    return job
                for stream in job.streams:
                    os.close(stream)
                ended = os.pidfd_open(process)
                children[ended] = process, job.connection
                waiting.register(ended, selectors.EVENT_READ)
    return None


def _accept(listener: socket.socket) -> Job | None:
    """The next job, if whoever wants it is this user and still there."""
    connection, _ = listener.accept()
    try:
        if user_of(connection) == os.getuid():
            head, streams, _, _ = socket.recv_fds(connection, NUMBER.size, len(STREAMS))
            about = receive(connection, NUMBER.unpack(head)[0]) if len(head) == NUMBER.size else b""
            if about:
                return Job(json.loads(about), connection, streams)
            for stream in streams:
                os.close(stream)
    except OSError:
        pass
    connection.close()
    return None


def _tell(connection: socket.socket, code: int) -> None:
    with contextlib.suppress(OSError), connection:
        connection.sendall(NUMBER.pack(code if code >= 0 else 128 - code))


if __name__ == "__main__":
    _job = serve(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
    if _job is not None:
        _job.run()
