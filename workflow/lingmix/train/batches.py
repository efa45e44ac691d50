"""The rows that the trainer sees: a plan's pairs with their texts, in the plan's order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import pandas as pd

from lingmix.errors import LingmixError, listing


def training_rows(plan: pd.DataFrame, pairs: Sequence[pd.DataFrame], hard_negatives: int = 0) -> pd.DataFrame:
    """Put texts to the pairs of a plan.

    Args:
        plan: as :func:`lingmix.plan.draw.draw` returns it.
        pairs: tables of training pairs that hold every group of the plan.
        hard_negatives: how many of the data's own negatives, in the passage's language, go with each pair.

    Returns:
        ``query``, ``passage``, ``negative_1`` … ``negative_n`` (strings) and ``label`` (int64, the number of the
        group), in the plan's order.

    Raises:
        LingmixError: a pair of the plan is not in ``pairs``, or has too few negatives.
    """
    texts = pd.concat(pairs, ignore_index=True).set_index(["dataset", "group", "lang"])
    dataset, group = plan["dataset"].astype("str"), plan["group"].astype("str")
    query = texts["query"].reindex(_keys(dataset, group, plan["query_lang"].astype("str")))
    passage = texts[["passage", "negatives"]].reindex(_keys(dataset, group, plan["passage_lang"].astype("str")))
    missing = query.isna().to_numpy() | passage["passage"].isna().to_numpy()
    if missing.any():
        row = plan[missing].iloc[0]
        raise LingmixError(
            f"the plan draws group '{row['group']}' of data set '{row['dataset']}' in "
            f"{row['query_lang']}–{row['passage_lang']}, which the training pairs do not hold; delete the plan and "
            "run again"
        )
    rows = pd.DataFrame({"query": query.to_numpy(), "passage": passage["passage"].to_numpy()})
    if hard_negatives:
        rows = rows.join(_negatives(passage, hard_negatives))
    rows["label"] = pd.factorize(pd.MultiIndex.from_arrays([dataset, group]))[0]
    return rows


def rows_digest(rows: pd.DataFrame) -> str:
    """16 hexadecimal digits that identify the rows and their order."""
    return hashlib.sha256(pd.util.hash_pandas_object(rows).to_numpy().tobytes()).hexdigest()[:16]


def _keys(dataset: pd.Series, group: pd.Series, lang: pd.Series) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([dataset, group, lang], names=["dataset", "group", "lang"])


def _negatives(passages: pd.DataFrame, count: int) -> pd.DataFrame:
    short = passages[passages["negatives"].map(len) < count]
    if len(short):
        named: list[Any] = list(dict.fromkeys(short.index))
        lines = [f"data set '{dataset}', group '{group}', language '{lang}'" for dataset, group, lang in named]
        raise LingmixError(
            f"train.hard_negatives is {count}, but the data has fewer for:\n{listing(lines)}\n"
            "Lower it (0 uses in-batch negatives only) or add 'negatives' to these pairs"
        )
    columns = [f"negative_{number + 1}" for number in range(count)]
    return pd.DataFrame([list(found[:count]) for found in passages["negatives"]], columns=columns)
