"""A lexicon of the titles of Wikipedia articles that are linked as the same article in two languages.

From the dumps ``page`` and ``langlinks`` of one Wikipedia (dumps.wikimedia.org; titles are short facts, the texts
CC BY-SA 4.0). Rows stay on disk while the two are joined, so that memory does not grow with them.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

from lingmix.errors import LingmixError
from lingmix.lexicon.sql_dump import read_dump
from lingmix.lexicon.table import Row
from lingmix.words import words

ARTICLES = "0"
"""The namespace of articles. A title of another one begins with its name in the language of that Wikipedia."""


def rows(page: Path, langlinks: Path, lang: str, languages: Collection[str] | None = None) -> Iterator[Row]:
    """Entries from the language of a Wikipedia into others, in the order of the links' dump.

    Only articles, not redirects. Underscores become spaces; titles with parentheses, which tell articles of one name
    apart, and titles without a letter are left out.

    Args:
        page, langlinks: ``….sql.gz`` of the same Wikipedia and date.
        lang: the language of that Wikipedia.
        languages: those of the other titles, as Wikipedia's host names have them; all if None.

    Raises:
        LingmixError: a dump is missing, cut off or of another table.
    """
    with tempfile.TemporaryDirectory(prefix="titles-") as folder:
        titles = sqlite3.connect(Path(folder) / "titles.sqlite")
        try:
            titles.execute("PRAGMA journal_mode = OFF")
            titles.execute("CREATE TABLE page (id INTEGER PRIMARY KEY, title TEXT NOT NULL)")
            pages = read_dump(page, "page", ("page_id", "page_namespace", "page_title", "page_is_redirect"))
            try:
                titles.executemany(
                    "INSERT INTO page VALUES (?, ?)",
                    (
                        (_number(number, page), name)
                        for number, namespace, title, redirect in pages
                        if namespace == ARTICLES and redirect == "0" and (name := _name(title, lang))
                    ),
                )
            except sqlite3.IntegrityError as error:
                raise LingmixError(f"{page} holds a page twice; download it again") from error
            for number, other, title in read_dump(langlinks, "langlinks", ("ll_from", "ll_lang", "ll_title")):
                if other != lang and (languages is None or other in languages) and (name := _name(title, other)):
                    key = (_number(number, langlinks),)
                    found = titles.execute("SELECT title FROM page WHERE id = ?", key).fetchone()
                    if found:
                        yield lang, found[0], other, name
        finally:
            titles.close()


def _number(text: str, path: Path) -> int:
    """A page's number, of which ten digits are plenty."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise LingmixError(f"{path}: '{text[:40]}' is no number of a page; download it again")
    return int(text)


def _name(title: str, lang: str) -> str | None:
    """A title as it is written in a text, or None for one that names nothing by itself."""
    name = title.replace("_", " ").strip()
    # East Asian Wikipedias use wide parentheses as well
    if set(name) & set("()（）\ufffd") or not words(name, lang):
        return None
    return name
