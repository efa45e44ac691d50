"""What is known of a model repository of the hub."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Repository:
    """A model repository, as the hub describes it to who asks."""

    name: str
    """``owner/name``."""
    page: str
    """Its address in a browser."""
    there: bool | None
    """None if the hub could not be asked."""
    unasked: str = ""
    """Why not."""
    asked_as: bool = False
    """Whether it was asked with a token, and so tells of private repositories too."""
    private: bool = False
    files: frozenset[str] = frozenset()
    """Paths of the files at the head of its branch ``main``."""
    commit: str | None = None
    """That head, 40 hexadecimal digits."""
