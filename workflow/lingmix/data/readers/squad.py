"""SQuAD's JSON: articles of paragraphs, each with a context and questions about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lingmix.data.formats import half_pair
from lingmix.data.readers.lines import AGAIN
from lingmix.errors import LingmixError


def paragraphs(path: Path) -> Iterator[tuple[str, str, Any]]:
    """The number of each paragraph as ids have it, the same in words, and the paragraph.

    Raises:
        LingmixError: the file is missing or not in the format.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = json.loads(text)
    except FileNotFoundError as error:
        raise LingmixError(f"{path}: no such file; fetch the data set first") from error
    except UnicodeDecodeError as error:
        raise LingmixError(f"{path}: not UTF-8 ({error}); {AGAIN}") from error
    except (ValueError, RecursionError) as error:
        hint = "; it looks like a web page" if text.lstrip()[:1] == "<" else ""
        raise LingmixError(f"{path}: not JSON ({error}){hint}; remove it and fetch it again") from error
    for a, article in enumerate(get(content, "data", list, str(path))):
        for p, paragraph in enumerate(get(article, "paragraphs", list, f"{path}, article {a}")):
            yield f"{a:03d}:{p:03d}", f"{path}, article {a}, paragraph {p}", paragraph


def get(node: Any, key: str, kind: type, where: str) -> Any:
    """What ``node`` has under ``key``, which must be of this kind; ``where`` says in a message where that is."""
    value = node.get(key) if isinstance(node, dict) else None
    if not isinstance(value, kind):
        raise LingmixError(f"{where}: no '{key}' of type {kind.__name__}")
    if isinstance(value, str) and (wrong := half_pair(value)):
        raise LingmixError(f"{where}: '{key}' {wrong}; {AGAIN}")
    return value


def spans(context: str, language: str) -> list[tuple[int, int, str]]:
    """Where each sentence of a context begins and ends, and its text without the space around it."""
    from lingmix.sentences import segments

    found, begin = [], 0
    for segment in segments(context, language):
        found.append((begin, begin + len(segment), segment.strip()))
        begin += len(segment)
    return found
