"""A lexicon made by hand."""

from __future__ import annotations

import pandas as pd

from lingmix.lexicon.lookup import Lexicon
from lingmix.lexicon.table import lexicon_table

ROWS = [
    ("en", "Germany", "de", "Deutschland"),
    ("en", "Germany", "zh", "德国"),
    ("en", "Germany", "th", "เยอรมนี"),
    ("en", "capital", "de", "Hauptstadt"),
    ("en", "capital", "de", "Kapital"),
    ("en", "capital", "zh", "首都"),
    ("en", "Berlin", "zh", "柏林"),
    ("en", "Berlin", "de", "Berlin"),
    ("en", "city", "de", "Stadt"),
    ("en", "New York", "de", "Neu-York"),
    ("en", "New York City", "de", "Stadt Neu-York"),
    ("en", "new", "de", "neu"),
    ("en", "three", "zh", "三"),
    ("de", "Kapital", "en", "funds"),
    ("de", "Hauptstadt", "zh", "首都"),
]


def table(rows: list[tuple[str, str, str, str]] = ROWS) -> pd.DataFrame:
    return lexicon_table(rows, where="lexicons.small")


def lexicon() -> Lexicon:
    return Lexicon([table()])
