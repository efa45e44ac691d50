"""What no study may hold, looked for before anything else reads it: secrets, which its results would show to all, and
more than a study can be, such as YAML whose aliases stand for billions of values."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from lingmix.errors import USERINFO, LingmixError

MOST = 200_000
"""Values that a study may have; one of a thousand variants has about as many thousands."""
DEEPEST = 30
"""How far they may be nested; the deepest that mean something are at 6."""
TOKEN = re.compile(r"\bhf_[A-Za-z0-9]{20,}")
"""What a token of the Hugging Face hub looks like."""


def guard(raw: Mapping[Any, Any], source: str) -> None:
    """Walk through all keys and values of a study.

    Args:
        raw: the study as YAML gives it; parts may occur several times, and even in themselves.
        source: what to call it in messages.

    Raises:
        LingmixError: it holds an address with a user or a password in it, or a token of the hub, of which the message
            says no more than where; or it is too large or nested too deeply.
    """
    waiting: list[tuple[str, Any, int]] = [("", raw, 0)]
    count = 0
    while waiting:
        where, value, depth = waiting.pop()
        count += 1
        if count > MOST or depth > DEEPEST:
            size = f"over {MOST:,} values" if count > MOST else f"values nested more than {DEEPEST} deep"
            raise LingmixError(f"{source} cannot be run: it has {size}, perhaps by YAML's aliases (&name, *name)")
        if isinstance(value, str) and (secret := _secret(value)):
            raise LingmixError(f"{source} cannot be run: {where.lstrip('.') or 'a value'} holds {secret}")
        if isinstance(value, Mapping):
            for key, part in value.items():
                if isinstance(key, str) and (secret := _secret(key)):
                    raise LingmixError(f"{source} cannot be run: a key in {where.lstrip('.') or 'it'} holds {secret}")
                waiting.append((f"{where}.{key}"[:200], part, depth + 1))
        elif isinstance(value, list | tuple):
            waiting += [(f"{where}[{number}]"[:200], part, depth + 1) for number, part in enumerate(value)]


def _secret(text: str) -> str | None:
    if USERINFO.search(text):
        return (
            "an address with a user or a password in it, which the study's results would show to all who get them. "
            "Take it out; what the hub's client needs it reads from HF_TOKEN or `hf auth login`"
        )
    if TOKEN.search(text) or (len(own := os.environ.get("HF_TOKEN", "")) >= 8 and own in text):
        return (
            "a token of the Hugging Face hub, which the study's results would show to all who get them. Take it out, "
            "revoke it if others may have seen it, and set HF_TOKEN or run `hf auth login` instead"
        )
    return None
