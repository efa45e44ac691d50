"""A lexicon from the user's own tab-separated file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from lingmix.config.base import Language
from lingmix.errors import LingmixError, listing
from lingmix.lexicon.table import Row
from lingmix.words import words

_LANGUAGE: TypeAdapter[str] = TypeAdapter(Language)


def rows(path: Path) -> Iterator[Row]:
    """The entries of ``path``, in its order.

    A line holds source language, source, target language and target, with tabs between them, in UTF-8. Blank lines
    and lines that begin with ``#`` are left out.

    Raises:
        LingmixError: there is no such file, or lines are wrong: the first ten by file and line.
    """
    if not path.is_file():
        raise LingmixError(f"{path}: {'not a file' if path.exists() else 'no such file'}")
    problems = []
    # bytes are split at line feeds only, as an editor numbers lines
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            row = _row(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)
            if isinstance(row, str):
                problems.append(f"{path}:{number}: {row}")
            elif row is not None:
                yield row
    if problems:
        raise LingmixError(f"{path} cannot be used:\n{listing(problems)}")


def _row(line: bytes) -> Row | str | None:
    """An entry, what is wrong with the line, or None for a line that says nothing."""
    try:
        text = line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        return f"not UTF-8 (byte 0x{line[error.start]:02x} at position {error.start + 1})"
    if not text.strip() or text.startswith("#"):
        return None
    fields = [field.strip() for field in text.split("\t")]
    if len(fields) != 4:
        found = f"{len(fields)} field{'s' * (len(fields) != 1)}"
        return f"{found} instead of four with tabs between them: source language, source, target language, target"
    source_lang, source, target_lang, target = fields
    for tag in (source_lang, target_lang):
        if not _is_language(tag):
            return f"'{tag}' is no language tag, such as en or zh-Hant"
    if source_lang == target_lang:
        return f"both languages are {source_lang}"
    for name, word, lang in (("source", source, source_lang), ("target", target, target_lang)):
        if not words(word, lang):
            return f"the {name} {word!r} holds no word"
    return source_lang, source, target_lang, target


def _is_language(tag: str) -> bool:
    try:
        _LANGUAGE.validate_python(tag)
    except ValidationError:
        return False
    return True
