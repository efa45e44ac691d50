"""A bar of progress: one that moves on a terminal, a line every now and then in a log."""

from __future__ import annotations

import sys
from typing import Any

from tqdm import tqdm  # type: ignore[import-untyped]

PAUSE = 30.0
"""Seconds between lines of a log; what takes less leaves one line at its end."""


def bar(total: int, what: str, unit: str, *, done: int = 0) -> Any:
    """A bar on standard error, to be used in a ``with`` statement and moved with ``update(n)``.

    Args:
        total: how many there are.
        what: what is being done, the beginning of the line.
        unit: what is counted, in the plural.
        done: how many were done before.
    """
    moving = sys.stderr.isatty()
    return tqdm(
        total=total,
        initial=done,
        desc=what,
        unit=f" {unit}",
        file=None if moving else Lines(sys.stderr),
        mininterval=0.1 if moving else PAUSE,
        maxinterval=10 if moving else PAUSE,
        miniters=1,
        # a first line that says only that nothing is done helps no one
        delay=0 if moving else 1e-9,
        dynamic_ncols=moving,
        ncols=None if moving else 100,
    )


class Lines:
    """A stream that ends a line where a terminal's cursor would go back to its beginning."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write ``text`` in lines of their own, without blank ones."""
        for line in text.replace("\r", "\n").split("\n"):
            if line.strip():
                self._stream.write(line.rstrip() + "\n")
        return len(text)

    def flush(self) -> None:
        """Flush the stream."""
        self._stream.flush()
