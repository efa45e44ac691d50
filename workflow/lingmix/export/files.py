"""Text files of an export: new ones, on disks that may be full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from lingmix.disk import writing


@contextmanager
def created(path: Path) -> Iterator[IO[str]]:
    """A new file in UTF-8, and its folder if needed.

    Raises:
        LingmixError: the disk is full or the folder cannot be written to.
    """
    with writing(path.name, path.parent, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        # what is there may be a second name of another file, which keeps its content
        path.unlink(missing_ok=True)
        with path.open("w", encoding="utf-8") as file:
            yield file


def write_lines(lines: Iterable[str], path: Path) -> None:
    """Write lines, each with a line feed behind it, as :func:`created` does."""
    with created(path) as file:
        file.writelines(f"{line}\n" for line in lines)
