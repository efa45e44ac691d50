"""What the Hugging Face hub's client raises, in few words and without secrets."""

from __future__ import annotations

import re

from lingmix import errors


def short(error: BaseException) -> str:
    """The first line of a message, without the queries of URLs, which may be signed, and without the token."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {without_secrets(lines[0]).rstrip('. ') if lines else 'no details'}"


def without_secrets(text: str) -> str:
    """The text without the queries and passwords of URLs, and without the token, wherever the client has it from."""
    from huggingface_hub import get_token

    said = errors.without_secrets(re.sub(r"\?\S+", "", text))
    return said.replace(token, "…") if (token := get_token()) else said


def endpoint() -> str:
    """The address of the hub, as messages may show it."""
    from huggingface_hub import constants

    return errors.without_secrets(constants.ENDPOINT.rstrip("/"))
