"""A digest of a Parquet file's footer, inside it: with the checksums that its pages have, any change shows.

The footer says where the columns are and how to read them. Writers put a place for the digest into its metadata
(:data:`PLACE`); the digest then is of the footer with that place empty.
"""

from __future__ import annotations

from pathlib import Path

import xxhash

from lingmix.seal import damaged

NAME = b"lingmix-seal:"
PLACE = {b"lingmix.seal": NAME + b"0" * 32}
"""The metadata that a table to be sealed is written with."""
END = 8
"""Bytes behind the footer: its length, then ``PAR1``."""


def seal_footer(path: Path) -> None:
    """Fill in the digest of a table that was written with :data:`PLACE`; a ValueError if it was not."""
    footer, start = _footer(path)
    at = footer.index(NAME) + len(NAME)
    with path.open("r+b") as file:
        file.seek(start + at)
        file.write(xxhash.xxh3_128(footer).hexdigest().encode())


def check_footer(path: Path) -> None:
    """Compare a table's footer with its digest.

    Raises:
        LingmixError: there is none, or it is another's; the file is set aside then.
        FileNotFoundError: there is no file.
    """
    footer, _ = _footer(path)
    at = footer.find(NAME) + len(NAME)
    if at < len(NAME):
        raise damaged(path, "cannot be read: it is cut off, or no table of lingmix's")
    said = footer[at : at + 32]
    empty = footer[:at] + b"0" * 32 + footer[at + 32 :]
    if xxhash.xxh3_128(empty).hexdigest().encode() != said:
        raise damaged(path, "cannot be read: it has changed since it was written")


def _footer(path: Path) -> tuple[bytes, int]:
    """From the footer's first byte to the file's last, and where it starts; all of a file that has no footer."""
    with path.open("rb") as file:
        size = path.stat().st_size
        file.seek(max(0, size - END))
        length = int.from_bytes(file.read(4), "little") + END
        start = max(0, size - length)
        file.seek(start)
        return file.read(), start
