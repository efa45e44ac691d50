"""The one exception that carries a message for the person who runs a study."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

SHOWN = 30
"""Names that a message lists before it only counts the rest."""


class LingmixError(Exception):
    """What is wrong, where it is, and what would be right, in words for the user.

    Scripts and the Snakefile print it without a traceback; anything else that is raised is a bug.
    """


def unknown_name(what: str, name: str, known: Iterable[str], hidden: Iterable[str] = ()) -> str:
    """Say that ``name`` is no known ``what``, which there are, and which one was probably meant.

    ``hidden`` are known names that only help if they were meant.

    >>> unknown_name("mix", "hybird", ["hybrid", "monolingual"])
    "unknown mix 'hybird'; did you mean 'hybrid'? There are: hybrid, monolingual"
    """
    names = sorted(known)
    close = get_close_matches(name, [*names, *hidden], n=1)
    hint = f"; did you mean '{close[0]}'?" if close else "."
    shown = ", ".join(names[:SHOWN]) if names else "none"
    if len(names) > SHOWN:
        shown += f" … and {len(names) - SHOWN} more"
    return f"unknown {what} '{name}'{hint} There are: {shown}"


def listing(problems: list[str], limit: int = 10) -> str:
    """The first ``limit`` problems, one a line, and the count of the rest."""
    lines = [f"  - {problem}" for problem in problems[:limit]]
    if len(problems) > limit:
        lines.append(f"  … and {len(problems) - limit} more")
    return "\n".join(lines)
