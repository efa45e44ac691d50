"""What the Hugging Face hub's client raises, in few words and without secrets."""

from __future__ import annotations

import os
import re


def short(error: BaseException) -> str:
    """The first line of a message, without the queries of URLs, which may be signed, and without the token."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {without_secrets(lines[0]).rstrip('. ') if lines else 'no details'}"


def without_secrets(text: str) -> str:
    """The text without the queries and passwords of URLs, and without the token."""
    from huggingface_hub import get_token

    said = re.sub(r"(https?://)[^/\s@]*@", r"\1", re.sub(r"\?\S+", "", text))
    for secret in {get_token(), os.environ.get("HF_TOKEN", "")} - {None, ""}:
        said = said.replace(str(secret), "…")
    return said
