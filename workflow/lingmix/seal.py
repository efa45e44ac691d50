"""Files that say themselves whether they are what was written: a digest of all before it stands at their end.

Readers of NumPy arrays and of FAISS indexes stop where the content does: a sealed file is still one of its kind. Tables
have checksums inside, see :mod:`lingmix.footer`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

import xxhash

from lingmix.errors import LingmixError

MARK = b"\x00lingmix"
LENGTH = len(MARK) + 16
"""Bytes of a seal: what it is known by, then the 128 bits of XXH3 over all before both."""
BLOCK = 1 << 20


def seal(path: Path) -> None:
    """Put a seal at the end of a file that is complete."""
    with path.open("r+b") as file:
        digest = _digest(file, path.stat().st_size)
        file.seek(0, os.SEEK_END)
        file.write(MARK + digest)


def check_seal(path: Path) -> None:
    """Read a file through and compare it with its seal.

    Raises:
        LingmixError: it has none, or another content than the one that was sealed; it is set aside then.
        FileNotFoundError: there is no file.
    """
    size = path.stat().st_size - LENGTH
    with path.open("rb") as file:
        digest = _digest(file, max(0, size))
        found = file.read()
    if found[: len(MARK)] != MARK:
        raise damaged(path, "has no seal at its end: it is cut off, or not lingmix's")
    if found != MARK + digest:
        raise damaged(path, "does not match its seal: its content has changed since it was written")


def damaged(path: Path, what: str) -> LingmixError:
    """The error to raise about a file of a study's results that cannot be used, which is put out of the way.

    Since it is gone under its name, the next run makes it anew.
    """
    aside = path.with_name(f"{path.name}.damaged")
    try:
        path.replace(aside)
    except OSError:
        return LingmixError(f"{path} {what}. Delete it and run again")
    return LingmixError(f"{path} {what}. It is now {aside.name}; run again, and it is made anew")


def _digest(file: IO[bytes], size: int) -> bytes:
    """Of the next ``size`` bytes."""
    digest = xxhash.xxh3_128()
    block = memoryview(bytearray(BLOCK))
    left = size
    while left and (count := file.readinto(block[: min(left, BLOCK)])):  # type: ignore[attr-defined]
        digest.update(block[:count])
        left -= count
    return digest.digest()
