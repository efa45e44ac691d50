"""The one exception that carries a message for the person who runs a study."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from difflib import get_close_matches
from unicodedata import category

SHOWN = 30
"""Names that a message lists before it only counts the rest."""
USERINFO = re.compile(r"\b([A-Za-z][A-Za-z0-9+.-]*://)[^/\s@]*@")
"""The beginning of an address that names a user, perhaps with a password."""
TOKENS = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
"""Variables of the environment whose values no message shows."""


class LingmixError(Exception):
    """What is wrong, where it is, and what would be right, in words for the user.

    Scripts and the Snakefile print it without a traceback; anything else that is raised is a bug. Texts of data and
    of servers can be in it, so that it leaves out passwords and tokens, and spells out what a terminal would obey.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(_visible(without_secrets(message)))


def without_secrets(text: str) -> str:
    """The text without the users and passwords of addresses, and without the token in the environment."""
    said = USERINFO.sub(r"\1", text)
    for secret in {os.environ.get(name, "") for name in TOKENS}:
        # a shorter one is no token, and would take letters out of words
        if len(secret) >= 8:
            said = said.replace(secret, "…")
    return said


def _visible(text: str) -> str:
    """The text with characters of control, but for breaks and tabs, and halves of pairs as Python spells them."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(repr(one)[1:-1] if one not in "\n\t" and category(one) in ("Cc", "Cs") else one for one in text)


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
