"""Run a job in a process that has imported already what is slow to import.

Importing sentence-transformers takes longer than a short run trains. So the first short job of a Snakemake process
starts a server (:mod:`lingmix.warm_server`), which imports it once; for this job and those after it the server forks a
child that runs the job's script, with the job's own output, environment and folder. The server imports nothing of
lingmix, so that an edit always counts. Where there is no server to be had, the job runs where it is.

Linux only: it takes a socket without a file, of which the system says to whom it belongs.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from hashlib import sha256

OWNER = "LINGMIX_OWNER"
"""The variable that says which process, by number, is the Snakemake of a job: in the job of a cluster the one that runs
there. A server is for it; no job is handed over without it."""
INSIDE = "LINGMIX_WARM"
"""The variable that is set in a child."""
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")
"""What numerical libraries read when they are imported."""
UNTHREADED = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}
"""Keeps pyarrow's allocator from starting a thread when it is imported."""
STARTED = b"started"
"""What a child says first; then comes its exit status as a :data:`NUMBER`."""
NUMBER = struct.Struct("!I")
ALWAYS = ("snakemake.iocontainers", "snakemake.logging")
"""What Snakemake has each of its scripts import."""
PATIENCE = 20.0
"""Seconds until a server has its name, which is before it imports anything."""


def hand_over(*modules: str, threads: int) -> None:
    """Run the script that calls this in a child of a warm server, and exit as it does; return where that cannot be.

    To be called first, since the script runs from its beginning in the child. No GPU is visible from then on.

    Args:
        modules: what the server imports. Where one of them starts a thread, jobs run where they are.
        threads: how many threads numerical libraries may start, which is what they ask when they are imported.

    Raises:
        SystemExit: with the status of the child; 128 + the signal's number if it was killed.
    """
    # what forks must not have begun with a GPU, and a job is to see the same in either process
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    owner = os.environ.get(OWNER, "")
    if sys.platform != "linux" or not owner.isdigit() or INSIDE in os.environ:
        return
    variables = dict.fromkeys(THREADS, str(threads))
    about = [owner, _beginning(owner), sys.executable, os.environ.get("PYTHONPATH"), variables, modules]
    name = f"\0lingmix-{os.getuid()}-{sha256(json.dumps(about).encode()).hexdigest()[:32]}"
    connection = _connected(name) or _started(name, [owner, *ALWAYS, *modules], variables)
    if connection is None:
        return
    with connection:
        try:
            status = _done(connection, variables)
        except KeyboardInterrupt:
            raise SystemExit(130) from None
    if status is not None:
        raise SystemExit(status)


def _done(connection: socket.socket, variables: Mapping[str, str]) -> int | None:
    """The status with which the child ended; None where the server went before it started one."""
    job = {
        "script": os.path.abspath(sys.argv[0]),
        "folder": os.getcwd(),
        "path": sys.path,
        "environment": {**os.environ, **variables, INSIDE: "1"},
    }
    message = json.dumps(job).encode()
    try:
        socket.send_fds(connection, [NUMBER.pack(len(message))], [0, 1, 2])
        connection.sendall(message)
        if receive(connection, len(STARTED)) != STARTED:
            return None
    except ConnectionError:
        return None
    try:
        ended = receive(connection, NUMBER.size)
    except ConnectionError:
        ended = b""
    if not ended:
        print("the process that ran this job was lost, and the server that started it too", file=sys.stderr)
    return int(NUMBER.unpack(ended)[0]) if ended else 1


def _connected(name: str) -> socket.socket | None:
    """A connection to the server of this name, if there is one and it is this user's."""
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(name)
        if user_of(connection) == os.getuid():
            return connection
    except OSError:
        pass
    connection.close()
    return None


def _started(name: str, arguments: Sequence[str], variables: Mapping[str, str]) -> socket.socket | None:
    """A connection to a server that is started for it; of several that are at once, one gets the name."""
    silent = subprocess.DEVNULL
    server = subprocess.Popen(
        [sys.executable, "-m", "lingmix.warm_server", name[1:], *arguments],
        stdin=silent,
        stdout=silent,
        stderr=silent,
        env={**os.environ, **variables, **UNTHREADED},
        start_new_session=True,
    )
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        connection = _connected(name)
        if connection is not None or server.poll() is not None:
            return connection or _connected(name)
        time.sleep(0.02)
    return None


def _beginning(process: str) -> str | None:
    """When a process began, which with its number tells it from all others; None if it is not there."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[19]
    except OSError:
        return None


def user_of(connection: socket.socket) -> int:
    """The user of the process at the other side, as the system says it."""
    _, user, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return int(user)


def receive(connection: socket.socket, length: int) -> bytes:
    """So many bytes, or none where the other side has gone before it sent them."""
    found = b""
    while len(found) < length:
        part = connection.recv(length - len(found))
        if not part:
            return b""
        found += part
    return found
