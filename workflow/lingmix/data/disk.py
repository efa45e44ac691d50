"""Files put in place whole or not at all, on disks that may be full."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from lingmix.errors import LingmixError

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""Errors of a disk that takes no more: no space, over quota, file larger than allowed."""


@contextmanager
def writing(what: str, folder: Path, part: Path) -> Iterator[None]:
    """Say in words that ``folder`` cannot be written to; if it is full, remove ``part``, the file that was begun.

    Raises:
        LingmixError: in place of the system's error.
    """
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            part.unlink(missing_ok=True)
            raise LingmixError(
                f"{what} does not fit into {folder}: {error.strerror}. Make room there and run again"
            ) from error
        raise LingmixError(f"{what} cannot be put into {folder}: {error}") from error


def copy(source: Path, part: Path) -> None:
    """Write the content of ``source`` to the new file ``part``, down to the disk."""
    # what is there may be a hard link to a file of others
    part.unlink(missing_ok=True)
    with source.open("rb") as content, part.open("wb") as out:
        shutil.copyfileobj(content, out)
        flush(out)


def link(source: Path, part: Path) -> None:
    """Make ``part`` a second name of the file ``source``, or a copy of it where that is on another disk."""
    part.unlink(missing_ok=True)
    try:
        os.link(source.resolve(), part)
        # Snakemake tells by their times which files are new
        os.utime(part)
    except OSError:
        copy(source, part)


def flush(out: IO[bytes]) -> None:
    """Have the system write what it holds of a file to the disk."""
    out.flush()
    os.fsync(out.fileno())


def sha256(path: Path) -> str:
    """The checksum of a file's content, 64 hexadecimal digits."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
