"""Hard negatives for training pairs: the passages nearest to a query that do not answer it."""

from __future__ import annotations

import math
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from lingmix.config.dataset import Mined
from lingmix.data.tables import training_pairs
from lingmix.encoders.load import prefixes
from lingmix.plan.catalogue import catalogue

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

SCORES = 50_000_000
"""Cosines held in memory at a time."""

Texts = Mapping[str, frozenset[str]]


def mine(pairs: pd.DataFrame, model: SentenceTransformer, spec: Mined, name: str) -> pd.DataFrame:
    """The same pairs with mined negatives, as data set ``name``.

    What answers a query are the passages, in any language, of its group and of all groups of the same cluster (groups
    that share a passage, see :class:`lingmix.plan.catalogue.Catalogue`), and those of other groups that ask in the same
    words. For each query the ``spec.depth`` + a nearest passages are looked at, where a is how many of the pool answer
    it. Those that do and those that fail ``margin``, ``relative_margin`` or ``max_score`` are left out, ``range_min``
    skipped, and the first ``negatives`` of the rest taken. Scores are cosines. Where a query's words occur twice,
    margins are to the lowest scored of its own passages.

    Args:
        pairs: see :func:`lingmix.data.tables.training_pairs`; negatives in it are dropped.
        model: the encoder that looks for them, with the prefixes it declares.
        spec: what to look for.
        name: the new data set's name.

    Returns:
        As ``pairs``, with the negatives of each pair in order of falling cosine, perhaps fewer than asked for.
    """
    cluster = _clusters(pairs)
    found: list[list[str]] = [[] for _ in range(len(pairs))]
    answers = _answers(pairs, cluster)
    pools = pairs.groupby("lang").indices.values() if spec.pool == "per-language" else [range(len(pairs))]
    for rows in pools:
        part = pairs.iloc[list(rows)]
        negatives = _of_pool(part, answers, model, spec)
        for row, query in zip(rows, part["query"], strict=True):
            found[row] = negatives.get(query, [])
    return training_pairs(pairs.assign(dataset=name, negatives=pd.Series(found, index=pairs.index)), name=name)


def shortfall(mined: pd.DataFrame, wanted: int) -> dict[str, Any]:
    """How many pairs have how many negatives, for a report.

    Returns:
        ``pairs``, ``negatives`` (asked for), ``short`` (pairs with fewer), ``by_language`` (language → number of
        negatives, as text → pairs) and ``first`` (group and language of up to ten short pairs).
    """
    count = mined["negatives"].map(len)
    short = mined[count < wanted]
    by_language = {
        str(lang): {str(number): int(rows) for number, rows in counts.value_counts().sort_index().items()}
        for lang, counts in count.groupby(mined["lang"])
    }
    return {
        "pairs": len(mined),
        "negatives": wanted,
        "short": len(short),
        "by_language": by_language,
        "first": [{"group": row.group, "lang": row.lang} for row in short.head(10).itertuples()],
    }


def _clusters(pairs: pd.DataFrame) -> pd.Series[int]:
    """The number of each pair's cluster."""
    groups = catalogue([pairs])
    number = dict(zip(groups.groups, groups.cluster.tolist(), strict=True))
    return pairs["group"].map(number)


def _answers(pairs: pd.DataFrame, cluster: pd.Series[int]) -> Texts:
    """By query, the texts that may answer it."""
    passages: dict[int, set[str]] = defaultdict(set)
    for number, passage in zip(cluster, pairs["passage"], strict=True):
        passages[number].add(passage)
    asked: dict[str, set[int]] = defaultdict(set)
    for number, query in zip(cluster, pairs["query"], strict=True):
        asked[query].add(number)
    return {query: frozenset().union(*(passages[number] for number in numbers)) for query, numbers in asked.items()}


def _of_pool(pairs: pd.DataFrame, answers: Texts, model: SentenceTransformer, spec: Mined) -> dict[str, list[str]]:
    """By query, its negatives among the passages of ``pairs``."""
    pool = list(dict.fromkeys(pairs["passage"]))
    texts = frozenset(pool)
    own: dict[str, set[str]] = defaultdict(set)
    for query, passage in zip(pairs["query"], pairs["passage"], strict=True):
        own[query].add(passage)
    # the miner knows a query's own passages only; the others that answer it are dropped afterwards, so it must look at
    # as many more. One call for each number of both, so that what is found for a query depends on no other query
    kinds: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row, query in enumerate(pairs["query"]):
        kinds[len(own[query]), len((answers[query] & texts) - own[query])].append(row)
    found: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as cache:
        for (_, others), rows in kinds.items():
            for query, near in _near(pairs.iloc[rows], pool, model, spec, others, cache):
                allowed = [text for text in near if text not in answers[query]]
                found[query] = allowed[spec.range_min :][: spec.negatives]
    return found


def _near(
    pairs: pd.DataFrame, pool: Sequence[str], model: SentenceTransformer, spec: Mined, extra: int, cache: str
) -> Iterator[tuple[str, list[str]]]:
    """Each query with the passages that the miner lets pass, nearest first."""
    from datasets import Dataset
    from sentence_transformers.util import mine_hard_negatives

    model.similarity_fn_name = "cosine"  # what the miner scores with; a model may declare another
    query, passage = prefixes(model)
    asked = pairs[["query", "passage"]].drop_duplicates()
    mined = mine_hard_negatives(
        Dataset.from_pandas(asked, preserve_index=False),
        model,
        corpus=list(pool),
        range_max=spec.depth + extra,
        num_negatives=spec.range_min + spec.negatives + extra,
        absolute_margin=spec.margin,
        relative_margin=spec.relative_margin,
        max_score=spec.max_score,
        query_prompt=query,
        corpus_prompt=passage,
        output_format="labeled-list",
        faiss_batch_size=math.ceil(SCORES / len(pool)),
        verbose=False,
        cache_folder=cache,
    )
    for text, (_, *negatives) in zip(mined["query"], mined["passage"], strict=True):
        yield text, negatives
