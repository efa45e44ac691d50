"""Texts and tables in GitHub-flavoured Markdown."""

from __future__ import annotations

from collections.abc import Sequence

SPECIAL = {character: f"\\{character}" for character in "\\|*`<[]"}


def plain(text: str) -> str:
    """``text`` with what Markdown would read as markup escaped."""
    return "".join(SPECIAL.get(character, character) for character in text)


def table_of(heads: Sequence[str], texts: int, rows: Sequence[Sequence[str]]) -> str:
    """A table whose first ``texts`` columns are text, the others numbers. Cells are taken as Markdown."""
    rule = ["---"] * texts + ["--:"] * (len(heads) - texts)
    return "\n".join(map(_row, [heads, rule, *rows]))


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
