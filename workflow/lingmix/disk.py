"""Files put in place whole or not at all, on disks that may be full."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from typing import IO
from uuid import uuid4

from lingmix.errors import LingmixError

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""Errors of a disk that takes no more: no space, over quota, file larger than allowed."""

UNKNOWN = {errno.EINVAL, errno.EBADF, errno.ENOTSUP}
"""Errors of file systems, some of them on networks, that have no order to write a folder down."""


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


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Where to write what becomes ``path``, a file or a folder, once the block ends and all of it is on the disk.

    Nothing of it stays where the block fails. Two processes that make the same ``path`` do not meet: what another one
    has begun, which a kill has left or which comes too late, is removed, and then cannot become ``path``.

    Raises:
        LingmixError: the disk is full or the folder cannot be written to.
    """
    part = path.with_name(f".{path.name}.{uuid4().hex[:12]}.part")
    with writing(path.name, path.parent, part):
        path.parent.mkdir(parents=True, exist_ok=True)
        for stale in path.parent.glob(f".{escape(path.name)}.{'[0-9a-f]' * 12}.part"):
            remove(stale)
        try:
            yield part
            to_disk(part)
            if part.is_dir():
                remove(path)  # a folder is renamed to none or an empty one
            part.replace(path)
            to_disk(path.parent, below=False)
        finally:
            remove(part)


def remove(path: Path) -> None:
    """Delete a file or a folder with all that is in it, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def to_disk(path: Path, *, below: bool = True) -> None:
    """Have the system write what it holds of a file, or of a folder and all below it, to the disk."""
    for one in [path, *(path.rglob("*") if below and path.is_dir() else ())]:
        number = os.open(one, os.O_RDONLY)
        try:
            os.fsync(number)
        except OSError as error:
            if not one.is_dir() or error.errno not in UNKNOWN:
                raise
        finally:
            os.close(number)


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
