"""Exact scores of a benchmark of XQuAD-R's size from embeddings: ours against two peers and the bare matrix product.

1,190 questions and 1,183 passages in each of 11 languages (vectors are drawn): every pair of languages and the pool
of all languages, mAP of a full ranking. The peers, sentence-transformers' InformationRetrievalEvaluator and
ir-measures over full rankings, take minutes to an hour for that. By default they and lingmix are therefore compared on
three languages, and lingmix is compared with the matrix product on all 11.

    PYTHONPATH=workflow python benchmarks/bench_score.py
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import measured
import numpy as np
import pandas as pd
from numpy.typing import NDArray

ROUNDS = 3
LANGUAGES = ["ar", "de", "el", "en", "es", "hi", "ru", "th", "tr", "vi", "zh"]
QUESTIONS, PASSAGES, DIM = 1190, 1183, 384
MEASURE = "map"
SAME = 1e-6

Values = dict[str, float]
"""By query language and pool, ``de all``."""


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


def ours(languages: int) -> tuple[Values, float]:
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
    return dict(zip(pairs["query_lang"] + " " + pairs["passage_lang"], pairs["value"], strict=True)), best


def product(languages: int) -> tuple[Values, float]:
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
    return {}, best


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


def evaluator(languages: int) -> tuple[Values, float]:
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

    found: Values = {}
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
        found[f"{asking} {pool}"] = scores["dot"]["map@k"][full[0]]
    return found, seconds


def measures(languages: int) -> tuple[Values, float]:
    """mAP as ir-measures (trec_eval behind it) has it over full rankings, the ranking itself not counted."""
    import ir_measures

    data, queries, passages = drawn(languages)
    found: Values = {}
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
        found[f"{asking} {pool}"] = values[ir_measures.AP]
    return found, seconds


PEERS = {
    "InformationRetrievalEvaluator": (evaluator, 250),
    "ir-measures": (measures, 50),
}
"""Who else does it, and how many times as long they should take."""
PARTS = {"lingmix": ours, "matrix product": product, **{peer: function for peer, (function, _) in PEERS.items()}}


def main() -> None:
    """Measure, check that all agree, print."""
    parser = measured.parser(__doc__)
    parser.add_argument("--languages", type=int, default=3, help="how many the peers are given")
    asked = parser.parse_args()
    if asked.alone:
        values, seconds = PARTS[asked.alone](asked.languages)
        print(json.dumps({"values": values, "seconds": seconds, "peak": measured.peak()}))
        return

    def alone(what: str, languages: int) -> dict[str, Any]:
        return measured.alone(__file__, what, Path(), ["--languages", str(languages)])

    all_of_them = len(LANGUAGES)
    mine, whole, bare = (
        alone("lingmix", asked.languages),
        alone("lingmix", all_of_them),
        alone("matrix product", all_of_them),
    )
    rows = {"lingmix": mine, **{peer: alone(peer, asked.languages) for peer in PEERS}}
    apart = {}
    for peer in PEERS:
        assert rows[peer]["values"].keys() == mine["values"].keys()
        apart[peer] = max(abs(value - mine["values"][key]) for key, value in rows[peer]["values"].items())
        assert apart[peer] <= SAME, f"{peer} differs by {apart[peer]}"
    result = {
        "languages": asked.languages,
        "seconds": {what: row["seconds"] for what, row in rows.items()},
        "ratio": {peer: rows[peer]["seconds"] / mine["seconds"] for peer in PEERS},
        "largest_difference": apart,
        "peak_gib": {what: row["peak"] for what, row in rows.items()},
        "of_all_languages": {
            "seconds": whole["seconds"],
            "matrix_product": bare["seconds"],
            "ratio": whole["seconds"] / bare["seconds"],
            "peak_gib": whole["peak"],
        },
    }
    print(f"{asked.languages} languages{'':19}{'seconds':>10}{'ratio':>8}{'goal':>6}{'peak GiB':>10}{'apart':>10}")
    print(f"{'lingmix':30}{mine['seconds']:10.2f}{'':14}{mine['peak']:10.2f}")
    for peer, (_, goal) in PEERS.items():
        print(
            f"{peer:30}{rows[peer]['seconds']:10.2f}{result['ratio'][peer]:8.0f}{goal:6}{rows[peer]['peak']:10.2f}"
            f"{apart[peer]:10.1e}"
        )
    print(
        f"all {all_of_them} languages: {whole['seconds']:.2f} s, {result['of_all_languages']['ratio']:.2f} times the "
        f"matrix product alone (goal 1.3), peak {whole['peak']:.2f} GiB"
    )
    measured.keep(result, asked.json)


if __name__ == "__main__":
    main()
