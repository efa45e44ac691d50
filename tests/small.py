"""Small tables that several test modules build upon."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from lingmix.data.tables import Retrieval, retrieval, training_pairs


def pairs_table(rows: Iterable[tuple[str, str, str]], dataset: str = "own") -> pd.DataFrame:
    """Training pairs from (group, language, passage); the query names its group and language."""
    return training_pairs(
        pd.DataFrame(
            [
                {"group": group, "dataset": dataset, "lang": lang, "query": f"{group} {lang}?", "passage": passage}
                for group, lang, passage in rows
            ]
        ).assign(negatives=lambda frame: [[f"no {lang} 1", f"no {lang} 2"] for lang in frame["lang"]]),
        name=dataset,
    )


def parallel_pairs(groups: int, languages: Iterable[str], dataset: str = "own") -> pd.DataFrame:
    """Every group in every language, each with a passage of its own."""
    return pairs_table(
        [(f"g{number}", lang, f"{dataset} {number} {lang}") for number in range(groups) for lang in languages], dataset
    )


def benchmark(
    queries: Iterable[tuple[str, str]], passages: Iterable[tuple[str, str]], qrels: Iterable[tuple[str, str, str]]
) -> Retrieval:
    """A benchmark from (group, lang), (passage, lang) and (group, lang, passage)."""
    return retrieval(
        pd.DataFrame([{"group": group, "lang": lang, "text": f"{group} {lang}"} for group, lang in queries]),
        pd.DataFrame([{"passage": name, "lang": lang, "text": name, "context": ""} for name, lang in passages]),
        pd.DataFrame(qrels, columns=["group", "lang", "passage"]),
        name="small",
    )
