"""Texts of data sets as the page shows them."""

from __future__ import annotations

TEXTS = ("query", "relevant", "wrong")
"""The columns of texts in a table of worst queries."""


def cut(text: str, length: int) -> str:
    """At most so many characters, spaces and breaks as single spaces, with … where something is left out.

    >>> cut("a long  text", 7)
    'a long…'
    """
    plain = " ".join(text.split())
    return plain if len(plain) <= length else plain[: length - 1].rstrip() + "…"
