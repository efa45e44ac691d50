"""What a job says: everything into its log, an error in plain words also to the person who is watching."""

from __future__ import annotations

import ctypes
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lingmix.disk import FULL
from lingmix.errors import LingmixError
from lingmix.owner import end_with_owner
from lingmix.warm import THREADS


@contextmanager
def reporting(
    log: str | Path, *, threads: int | None = None, show: bool = False, progress: bool = False
) -> Iterator[None]:
    """Send this process's output to ``log``, that of libraries included, while the block runs; the process ends with
    its Snakemake.

    Args:
        log: the file to write.
        threads: how many threads numerical libraries may start; set before they are imported, which is when they ask.
        show: leave standard output where it is, for jobs whose purpose is to print.
        progress: leave standard error where it is, if it is a terminal, for jobs with a progress bar.

    Raises:
        SystemExit: with status 1, where the block raises a LingmixError; its message has then gone to the log and to
            the original standard error, without a traceback; likewise where a disk is full, the log's perhaps. Other
            exceptions pass through, logged with theirs.
    """
    end_with_owner()
    if threads is not None:
        os.environ.update(dict.fromkeys(THREADS, str(threads)))
    path = Path(log)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("w", encoding="utf-8")
    except OSError as error:
        print(f"\nerror: the log {path} cannot be written: {error.strerror}\n", file=sys.stderr, flush=True)
        raise SystemExit(1) from None
    streams = [] if show else [sys.stdout.fileno()]
    if not (progress and sys.stderr.isatty()):
        streams.append(sys.stderr.fileno())
    saved = [os.dup(stream) for stream in streams]
    with file:
        _flush()
        for stream in streams:
            os.dup2(file.fileno(), stream)
        failure: LingmixError | None = None
        try:
            yield
        except LingmixError as error:
            failure = error
            with suppress(OSError):
                print(f"error: {error}", file=sys.stderr)
        except BaseException as error:
            with suppress(OSError):
                traceback.print_exc()
            if not isinstance(error, OSError) or error.errno not in FULL:
                raise
            failure = LingmixError(f"{error.filename or path.parent}: {error.strerror}. Make room there and run again")
        finally:
            with suppress(OSError):
                _flush()
            for stream, copy in zip(streams, saved, strict=True):
                os.dup2(copy, stream)
                os.close(copy)
    if failure is not None:
        print(f"\nerror: {failure}\n(log: {path})\n", file=sys.stderr, flush=True)
        raise SystemExit(1)


def _flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    # what compiled code has printed waits in the C library's own buffer
    ctypes.CDLL(None).fflush(None)
