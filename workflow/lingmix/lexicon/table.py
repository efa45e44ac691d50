"""The table of a lexicon: which word, or run of words, of one language translates which of another."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import pandas as pd

from lingmix.errors import LingmixError

COLUMNS = ("source_lang", "source", "target_lang", "target")

Row = tuple[str, str, str, str]
"""Source language, source, target language, target."""


def lexicon_table(rows: Iterable[Row], *, where: str) -> pd.DataFrame:
    """A lexicon's table: string columns :data:`COLUMNS`, in the order of the rows, which is that of preference.

    Texts are brought to NFC with single spaces. Rows with an empty text, rows within one language and repeated rows
    are left out; a row and its reverse both stay, since their places say what either direction prefers.

    Args:
        rows: the entries, preferred ones first among those of one source.
        where: the line of the study that asks for the lexicon, for messages.

    Raises:
        LingmixError: no row is left.
    """
    kept = dict.fromkeys(
        (source_lang, one, target_lang, other)
        for source_lang, source, target_lang, target in rows
        if source_lang != target_lang and (one := _clean(source)) and (other := _clean(target))
    )
    if not kept:
        raise LingmixError(f"{where}: this lexicon has no entries")
    return pd.DataFrame(list(kept), columns=list(COLUMNS), dtype="str")


def summary(table: pd.DataFrame) -> dict[str, int]:
    """Entries per pair of languages as they stand in the table, ``de-en`` for example, largest first."""
    counts = (table["source_lang"] + "-" + table["target_lang"]).value_counts(sort=False).sort_index()
    counts = counts.sort_values(ascending=False, kind="stable")
    return {str(pair): int(count) for pair, count in counts.items()}


def _clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
