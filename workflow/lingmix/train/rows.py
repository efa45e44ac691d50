"""The rows that the trainer goes through: a plan's pairs as numbers of texts, in the plan's order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lingmix.errors import LingmixError, listing

Numbers = NDArray[np.int64]
NONE = -1
"""Stands where a row has no such text."""


@dataclass(frozen=True)
class Rows:
    """N rows, each a query and its passage with what belongs to them.

    Attributes:
        texts: distinct texts.
        query, passage: int64 (N,), numbers of texts.
        translation: int64 (N,), the query in another language, or :data:`NONE`.
        negatives: int64 (N, H), hard negatives, or :data:`NONE`.
        group: int64 (N,), a number for each data set and group.
        names: data set and group of each such number, as a person reads them.
        query_lang, passage_lang, translation_lang: int64 (N,), numbers of ``languages``, or :data:`NONE`.
        languages: language tags.
        query_pair, passage_pair: int64 (N,), where the texts stand in the concatenated tables of pairs.
    """

    texts: list[str]
    query: Numbers
    passage: Numbers
    translation: Numbers
    negatives: Numbers
    group: Numbers
    names: list[str]
    query_lang: Numbers
    passage_lang: Numbers
    translation_lang: Numbers
    languages: list[str]
    query_pair: Numbers
    passage_pair: Numbers

    def __len__(self) -> int:
        return len(self.query)

    def pair(self, number: int) -> str:
        """A row as a person finds it in the plan: its data set, group and languages."""
        asked, answered = (self.languages[code[number]] for code in (self.query_lang, self.passage_lang))
        return f"{self.names[self.group[number]]} ({asked} → {answered})"

    def digest(self) -> str:
        """16 hexadecimal digits that identify the rows, their texts and their order."""
        digest = hashlib.sha256()
        digest.update(pd.util.hash_pandas_object(pd.Series(self.texts, dtype=object)).to_numpy().tobytes())
        for numbers in (self.query, self.passage, self.translation, self.negatives, self.group, self.query_lang):
            digest.update(numbers.tobytes())
        for numbers in (self.passage_lang, self.translation_lang):
            digest.update(numbers.tobytes())
        digest.update("\n".join(self.languages).encode())
        return digest.hexdigest()[:16]


def training_rows(plan: pd.DataFrame, pairs: Sequence[pd.DataFrame], hard_negatives: int = 0) -> Rows:
    """Put texts to the pairs of a plan.

    Args:
        plan: as :func:`lingmix.plan.draw.draw` returns it.
        pairs: tables of training pairs that hold every group of the plan.
        hard_negatives: how many of the data's own negatives, in the passage's language, go with each pair.

    Raises:
        LingmixError: a pair of the plan is not in ``pairs``, or has too few negatives.
    """
    table = pd.concat(pairs, ignore_index=True)
    columns = [table[name].astype("str") for name in ("dataset", "group", "lang")]
    index = pd.MultiIndex.from_arrays(columns)
    languages = sorted(table["lang"].unique())
    dataset, group = plan["dataset"].astype("str"), plan["group"].astype("str")
    place = {
        column: index.get_indexer(pd.MultiIndex.from_arrays([dataset, group, _tags(plan[column])]))
        for column in ("query_lang", "passage_lang", "translation_lang")
    }
    missing = (place["query_lang"] < 0) | (place["passage_lang"] < 0)
    missing |= (place["translation_lang"] < 0) & plan["translation_lang"].notna().to_numpy()
    if missing.any():
        first = int(np.argmax(missing))
        row = plan.iloc[first]
        lacking = sorted({row[name] for name in place if place[name][first] < 0 and pd.notna(row[name])})
        raise LingmixError(
            f"the plan draws group '{row['group']}' of data set '{row['dataset']}' in {' and '.join(lacking)}, which "
            "the training pairs do not hold; delete the plan and run again"
        )
    known: dict[str, int] = {}

    def number(texts: Sequence[str]) -> Numbers:
        return np.array([known.setdefault(text, len(known)) for text in texts], dtype=np.int64)

    query, passage = number(table["query"].tolist()), number(table["passage"].tolist())
    negatives = _negatives(table, np.unique(place["passage_lang"]), hard_negatives, number)
    translated = place["translation_lang"]
    codes, groups = pd.factorize(pd.MultiIndex.from_arrays([dataset, group]))
    return Rows(
        texts=list(known),
        query=query[place["query_lang"]],
        passage=passage[place["passage_lang"]],
        translation=np.where(translated < 0, NONE, query[translated]),
        negatives=negatives[place["passage_lang"]],
        group=codes.astype(np.int64),
        names=[" ".join(name) for name in groups],
        **{column: _codes(plan[column], languages) for column in place},
        languages=languages,
        query_pair=place["query_lang"].astype(np.int64),
        passage_pair=place["passage_lang"].astype(np.int64),
    )


def _tags(column: pd.Series) -> pd.Series:
    return column.astype("object").where(column.notna(), "")


def _codes(column: pd.Series, languages: list[str]) -> Numbers:
    return np.asarray(pd.Categorical(column.astype("object"), categories=languages).codes, dtype=np.int64)


def _negatives(table: pd.DataFrame, used: Numbers, count: int, number: Any) -> Numbers:
    """Numbers of the first ``count`` negatives of each pair, int64 (pairs, count); :data:`NONE` for pairs not used."""
    found = np.full((len(table), count), NONE, dtype=np.int64)
    if not count:
        return found
    own = table["negatives"]
    short = [place for place in used if len(own.iloc[place]) < count]
    if short:
        keys = table.iloc[short][["dataset", "group", "lang"]].itertuples(index=False, name=None)
        lines = [f"data set '{dataset}', group '{group}', language '{lang}'" for dataset, group, lang in keys]
        raise LingmixError(
            f"train.hard_negatives is {count}, but the data has fewer for:\n{listing(lines)}\n"
            "Lower it (0 uses in-batch negatives only) or add 'negatives' to these pairs"
        )
    for place in used:
        found[place] = number(list(own.iloc[place][:count]))
    return found


def joined(first: Rows, second: Rows) -> Rows:
    """``first`` and after it ``second``, whose groups, pairs and hard negatives are its own."""
    languages = sorted({*first.languages, *second.languages})
    known = {text: number for number, text in enumerate(first.texts)}
    texts = [*first.texts, *(text for text in second.texts if text not in known)]
    known = {text: number for number, text in enumerate(texts)}
    renumber = np.array([known[text] for text in second.texts], dtype=np.int64)

    def text(numbers: Numbers) -> Numbers:
        return np.where(numbers == NONE, NONE, renumber[numbers])

    def lang(rows: Rows, numbers: Numbers) -> Numbers:
        codes = np.array([languages.index(tag) for tag in rows.languages], dtype=np.int64)
        return np.where(numbers == NONE, NONE, codes[numbers])

    width = first.negatives.shape[1]
    none = np.full((len(second), width), NONE, dtype=np.int64)
    return Rows(
        texts=texts,
        query=np.concatenate([first.query, text(second.query)]),
        passage=np.concatenate([first.passage, text(second.passage)]),
        translation=np.concatenate([first.translation, np.full(len(second), NONE)]),
        negatives=np.concatenate([first.negatives, none]),
        group=np.concatenate([first.group, second.group + len(first.names)]),
        names=[*first.names, *second.names],
        query_lang=np.concatenate([lang(first, first.query_lang), lang(second, second.query_lang)]),
        passage_lang=np.concatenate([lang(first, first.passage_lang), lang(second, second.passage_lang)]),
        translation_lang=np.concatenate([lang(first, first.translation_lang), np.full(len(second), NONE)]),
        languages=languages,
        query_pair=np.concatenate([first.query_pair, np.full(len(second), NONE)]),
        passage_pair=np.concatenate([first.passage_pair, np.full(len(second), NONE)]),
    )
