"""The texts of training and of evaluation that are compared, and what of a text counts."""

from __future__ import annotations

import unicodedata

import pandas as pd
import regex

from lingmix.data.tables import Retrieval

SHORTEST = 20
"""Bytes of UTF-8 that a normalised text needs to be compared: 20 Latin letters, 10 Greek, 7 Chinese. What is shorter,
such as a name or "yes", recurs by chance."""
_INVISIBLE = regex.compile(r"\p{Default_Ignorable_Code_Point}+")
"""Soft hyphens, joiners, marks of direction, variation selectors: they stand inside words."""
_OTHER = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
_NO_SPACE = regex.compile(rf"(?<={_UNSPACED}) | (?={_UNSPACED})")
"""Scripts that put no space between words; one that is there is a matter of taste, as around Latin in Chinese."""


def normalised(text: str) -> str:
    """What of a text counts: letters, marks and digits after NFKC, without case; a space for all else between them,
    or nothing in scripts that put no space between words. What is invisible is dropped.

    >>> normalised("  “Où est-il ?” ")
    'où est il'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    # case folding and what is dropped can undo the composition
    seen = unicodedata.normalize("NFKC", _INVISIBLE.sub("", folded))
    return str(_NO_SPACE.sub("", _OTHER.sub(" ", seen))).strip()


def evaluated(data: Retrieval, benchmark: str) -> pd.DataFrame:
    """The queries of a benchmark and the passages that are relevant to one.

    Returns:
        ``benchmark``, ``side`` ("query" or "passage"), ``lang``, ``id`` (the query's group, or the passage), ``group``
        (of the query, or the first that the passage is relevant to), ``text`` and ``key``, its normalised form; without
        texts that are too short to be compared.
    """
    queries = data.queries.assign(side="query", id=data.queries["group"])
    first = data.qrels.drop_duplicates("passage").set_index("passage")["group"]
    relevant = data.passages[data.passages["passage"].isin(first.index)]
    passages = relevant.assign(side="passage", id=relevant["passage"], group=relevant["passage"].map(first))
    columns = ["side", "lang", "id", "group", "text"]
    return _with_keys(pd.concat([queries[columns], passages[columns]], ignore_index=True).assign(benchmark=benchmark))


def trained(pairs: pd.DataFrame) -> pd.DataFrame:
    """The distinct queries and passages of training pairs; not their negatives, which no model learns to find.

    Returns:
        ``side``, ``lang`` and ``group`` of the first pair that has the text, ``text`` and ``key``, each key once per
        side; without texts that are too short to be compared.
    """
    sides = [
        pairs[["lang", "group", side]].rename(columns={side: "text"}).drop_duplicates("text").assign(side=side)
        for side in ("query", "passage")
    ]
    found = _with_keys(pd.concat(sides, ignore_index=True))
    return found.drop_duplicates(["side", "key"], ignore_index=True)


def _with_keys(frame: pd.DataFrame) -> pd.DataFrame:
    keys = frame["text"].map(normalised)
    long = keys.map(lambda key: len(key.encode())) >= SHORTEST
    return frame.assign(key=keys)[long].reset_index(drop=True)
