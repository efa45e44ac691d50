"""A lexicon in which every source word has a translation of its own, and a few that do not."""

from __future__ import annotations

import pandas as pd

from lingmix.lexicon.lookup import Lexicon
from lingmix.lexicon.table import lexicon_table

WORDS = ("red", "green", "river", "mountain", "town", "stone", "green river", "old")
"""English words with a translation into German, French and Chinese."""
CHINESE = dict(zip(WORDS, ("红", "绿", "河", "山", "镇", "石", "绿河", "老"), strict=True))


def lexicon() -> Lexicon:
    rows = [("en", word, lang, f"{lang}{word.replace(' ', '')}") for word in WORDS for lang in ("de", "fr")]
    rows += [("en", word, "zh", CHINESE[word]) for word in WORDS]
    rows += [("en", "Rome", "de", "Rome"), ("th", "เมือง", "de", "Stadt"), ("th", "เมือง", "zh", "城市")]
    return Lexicon([lexicon_table(rows, where="lexicons.hand")])


def pairs(rows: list[tuple[str, str, str, str, list[str]]]) -> pd.DataFrame:
    """Rows of group, language, query, passage, negatives."""
    frame = pd.DataFrame(rows, columns=["group", "lang", "query", "passage", "negatives"])
    frame.insert(1, "dataset", "hand")
    return frame
