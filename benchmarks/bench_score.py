"""Exact scores of a benchmark of XQuAD-R's size from embeddings: ours against two peers and the bare matrix product.

1,190 questions and 1,183 passages in each of 11 languages (vectors are drawn): every pair of languages and the pool
of all languages, mAP of a full ranking. The peers, sentence-transformers' InformationRetrievalEvaluator and
ir-measures over full rankings, take minutes to an hour for that. By default they and lingmix are therefore compared on
three languages, and lingmix is compared with the matrix product on all 11.

    PYTHONPATH=workflow python benchmarks/bench_score.py
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pandas as pd
from measured import Comparison, apart, parser, report
from numpy.typing import NDArray

ROUNDS = 3
LANGUAGES = ["ar", "de", "el", "en", "es", "hi", "ru", "th", "tr", "vi", "zh"]
QUESTIONS, PASSAGES, DIM = 1190, 1183, 384
MEASURE = "map"


def drawn(languages: int) -> tuple[Any, NDArray[np.float32], NDArray[np.float32]]:
    """A benchmark, and vectors of its queries and passages: a query is near its passage, nearer in its own language."""
    from lingmix.data.tables import Retrieval

    rng = np.random.default_rng(0)
    names = LANGUAGES[:languages]
    groups = [f"q{number:05}" for number in range(QUESTIONS)]
    answer = rng.integers(0, PASSAGES, QUESTIONS)
    queries = pd.DataFrame(
        [(group, lang, "", "") for lang in names for group in groups], columns=["group", "lang", "text", "part"]
    )
    passages = pd.DataFrame(
        [(f"{lang}-{number:05}", lang, "", "", "") for lang in names for number in range(PASSAGES)],
        columns=["passage", "lang", "text", "context", "part"],
    )
    qrels = pd.DataFrame(
        [(group, lang, f"{lang}-{number:05}") for group, number in zip(groups, answer, strict=True) for lang in names],
        columns=["group", "lang", "passage"],
    )
    meaning, tongue = rng.normal(size=(PASSAGES, DIM)), rng.normal(size=(languages, DIM))
    found = np.concatenate([meaning + tongue[lang] + rng.normal(size=meaning.shape) for lang in range(languages)])
    asked = np.concatenate(
        [meaning[answer] + tongue[lang] + 2 * rng.normal(size=(QUESTIONS, DIM)) for lang in range(languages)]
    )
    unit = [(rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32) for rows in (asked, found)]
    return Retrieval(queries, passages, qrels), unit[0], unit[1]


def ours(languages: int) -> tuple[dict[tuple[str, str], float], float]:
    """mAP by query language and pool as lingmix has it, rank distance too."""
    from lingmix.metrics.ranks import rank_table
    from lingmix.metrics.score import score

    data, queries, passages = drawn(languages)
    best = float("inf")
    for _ in range(ROUNDS):
        clock = time.perf_counter()
        ranks = rank_table(data, queries, lambda start, stop: passages[start:stop], len(passages))
        table = score(ranks, data, [MEASURE, "rank_distance"])
        best = min(best, time.perf_counter() - clock)
    pairs = table[(table["metric"] == MEASURE) & (table["query_lang"] != "macro") & (table["passage_lang"] != "macro")]
    keys = zip(pairs["query_lang"], pairs["passage_lang"], strict=True)
    return dict(zip(keys, pairs["value"], strict=True)), best


def product(languages: int) -> tuple[float, float]:
    """The matrix product alone, in blocks like ours."""
    from lingmix.ranking import PASSAGE_BLOCK, QUERY_BLOCK

    _, queries, passages = drawn(languages)
    best = float("inf")
    for _ in range(ROUNDS):
        clock = time.perf_counter()
        for start in range(0, len(passages), PASSAGE_BLOCK):
            block = np.ascontiguousarray(passages[start : start + PASSAGE_BLOCK].T)
            for first in range(0, len(queries), QUERY_BLOCK):
                queries[first : first + QUERY_BLOCK] @ block
        best = min(best, time.perf_counter() - clock)
    return 0.0, best


def pools(languages: int) -> list[tuple[str, str, slice, slice]]:
    """Query language, pool, and rows of both."""
    names = LANGUAGES[:languages]
    each = [
        (asking, found, slice(a * QUESTIONS, (a + 1) * QUESTIONS), slice(b * PASSAGES, (b + 1) * PASSAGES))
        for a, asking in enumerate(names)
        for b, found in enumerate(names)
    ]
    whole = slice(0, languages * PASSAGES)
    return each + [(name, "all", slice(a * QUESTIONS, (a + 1) * QUESTIONS), whole) for a, name in enumerate(names)]


def evaluator(languages: int) -> tuple[dict[tuple[str, str], float], float]:
    """mAP as sentence-transformers' evaluator has it, from embeddings that are there already."""
    import torch
    from sentence_transformers.sentence_transformer.evaluation import InformationRetrievalEvaluator
    from sentence_transformers.util import dot_score

    data, queries, passages = drawn(languages)
    answers = data.qrels.groupby("group")["passage"].agg(set)

    class Embedded(InformationRetrievalEvaluator):
        """Takes numbers of rows for texts."""

        def embed_inputs(self, model: Any, sentences: Any, **_: Any) -> Any:
            return model[torch.tensor([int(text) for text in sentences])]

    found: dict[tuple[str, str], float] = {}
    seconds = 0.0
    for asking, pool, own, candidates in pools(languages):
        ids = data.passages["passage"].iloc[candidates].tolist()
        groups = data.queries["group"].iloc[own].tolist()
        full = [len(ids)]
        clock = time.perf_counter()
        judge = Embedded(
            {group: str(row) for row, group in enumerate(groups)},
            {passage: str(row) for row, passage in enumerate(ids)},
            {group: answers[group] & set(ids) for group in groups},
            mrr_at_k=full,
            ndcg_at_k=full,
            accuracy_at_k=full,
            precision_recall_at_k=full,
            map_at_k=full,
            score_functions={"dot": dot_score},
        )
        scores = judge.compute_all_metrics(
            torch.from_numpy(queries[own]), corpus_embeddings=torch.from_numpy(passages[candidates])
        )
        seconds += time.perf_counter() - clock
        found[asking, pool] = scores["dot"]["map@k"][full[0]]
    return found, seconds


def measures(languages: int) -> tuple[dict[tuple[str, str], float], float]:
    """mAP as ir-measures (trec_eval behind it) has it over full rankings, the ranking itself not counted."""
    import ir_measures

    data, queries, passages = drawn(languages)
    found: dict[tuple[str, str], float] = {}
    seconds = 0.0
    for asking, pool, own, candidates in pools(languages):
        ids = data.passages["passage"].iloc[candidates].tolist()
        groups = data.queries["group"].iloc[own].tolist()
        judged = data.qrels[data.qrels["passage"].isin(set(ids))]
        qrels: dict[str, dict[str, int]] = {}
        for group, passage in zip(judged["group"], judged["passage"], strict=True):
            qrels.setdefault(group, {})[passage] = 1
        scores = (queries[own] @ passages[candidates].T).tolist()
        run = {group: dict(zip(ids, row, strict=True)) for group, row in zip(groups, scores, strict=True)}
        clock = time.perf_counter()
        values = ir_measures.calc_aggregate([ir_measures.AP], qrels, run)
        seconds += time.perf_counter() - clock
        found[asking, pool] = values[ir_measures.AP]
    return found, seconds


def main() -> None:
    """Measure, check that all agree, print."""
    takes = parser(__doc__)
    takes.add_argument("--languages", type=int, default=3, help="how many the peers are given")
    asked = takes.parse_args()
    few = apart(ours, asked.languages)
    whole, bare = apart(ours, len(LANGUAGES)), apart(product, len(LANGUAGES))
    found = []
    for peer, function, goal in (
        ("sentence-transformers' InformationRetrievalEvaluator", evaluator, 250.0),
        ("ir-measures on full runs", measures, 50.0),
    ):
        theirs = apart(function, asked.languages)
        apart_by = max(abs(theirs.value[key] - few.value[key]) for key in theirs.value)
        assert theirs.value.keys() == few.value.keys()
        assert apart_by < 1e-6, f"{peer} differs by {apart_by}"
        found.append(
            Comparison(
                f"mAP of {asked.languages}² language pairs and {asked.languages} multilingual pools; lingmix ranks "
                "and rank distance too",
                peer,
                few.seconds,
                theirs.seconds,
                f"each of {len(theirs.value)} values to {apart_by:.1e}",
                goal,
                few.mib,
                theirs.mib,
            )
        )
    found.append(
        Comparison(
            "all 121 pairs, 11 multilingual pools and rank distance",
            "the bare matrix product, in the same blocks",
            whole.seconds,
            bare.seconds,
            "there are no results to compare",
            1 / 1.3,
            whole.mib,
            bare.mib,
        )
    )
    report(found, asked.json, command=f"python benchmarks/bench_score.py --languages {asked.languages}")


if __name__ == "__main__":
    main()
