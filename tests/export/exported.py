"""A benchmark in three languages, with vectors and a table of passages on disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from lingmix.data.tables import Retrieval, retrieval
from lingmix.store import write_table

LANGUAGES = ("de", "en", "tr")


def asked(groups: int = 4) -> Retrieval:
    """Each group in each language but g0, which is not asked in Turkish; two passages for g1 in English, and three in
    each language that answer nothing."""
    queries = [(f"g{n}", lang, f"{lang} question {n}") for n in range(groups) for lang in LANGUAGES]
    passages = [(f"{lang}-{n}", lang, f"{lang}\tpassage\n{n}") for n in range(groups) for lang in LANGUAGES]
    passages += [(f"{lang}-other{n}", lang, f"{lang} other {n}") for n in range(3) for lang in LANGUAGES]
    qrels = [(f"g{n}", lang, f"{lang}-{n}") for n in range(groups) for lang in LANGUAGES]
    return retrieval(
        pd.DataFrame([row for row in queries if row[:2] != ("g0", "tr")], columns=["group", "lang", "text"]),
        pd.DataFrame(passages, columns=["passage", "lang", "text"]).assign(context=""),
        pd.DataFrame([*qrels, ("g1", "en", "en-other0")], columns=["group", "lang", "passage"]),
        name="asked",
    )


def in_parts() -> Retrieval:
    """Two parts, in each of which a German question has an English answer."""
    rows = [("a", 1), ("a", 2), ("b-dev", 3)]
    return retrieval(
        pd.DataFrame(
            [(f"g{n}", "de", f"frage {n}", part) for part, n in rows], columns=["group", "lang", "text", "part"]
        ),
        pd.DataFrame(
            [(f"p{n}", "en", f"answer {n}", "", part) for part, n in rows],
            columns=["passage", "lang", "text", "context", "part"],
        ),
        pd.DataFrame([(f"g{n}", "en", f"p{n}") for _, n in rows], columns=["group", "lang", "passage"]),
        name="in_parts",
    )


def vectors(data: Retrieval, width: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """Normalised at random; the passages that answer nothing are equal to each other."""
    draw = np.random.default_rng(5)
    queries, passages = (draw.standard_normal((len(table), width)) for table in (data.queries, data.passages))
    passages[data.passages["passage"].str.contains("other").to_numpy()] = passages[0]
    unit = [table / np.linalg.norm(table, axis=1, keepdims=True) for table in (queries, passages)]
    return unit[0].astype(np.float32), unit[1].astype(np.float32)


def table(data: Retrieval, folder: Path) -> list[str]:
    """The passages in two files, as the pipeline has those of a union."""
    paths = []
    for number, rows in enumerate((data.passages.iloc[:5], data.passages.iloc[5:])):
        write_table(rows.reset_index(drop=True), folder / f"passages{number}.parquet")
        paths.append(str(folder / f"passages{number}.parquet"))
    return paths
