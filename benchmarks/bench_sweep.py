"""The quickstart, 27 runs, against the same grid as a loop of sentence-transformers scripts.

lingmix's side is ``snakemake all`` in an empty folder, with all that it makes: data, plans, the untrained runs,
statistics, tables, figures, the page. The peer is one script for each trained run: it loads the same start encoder,
trains it with SentenceTransformerTrainer and MultipleNegativesRankingLoss on the rows of the same plan, embeds the
benchmark once, and has InformationRetrievalEvaluator rank every pair of languages and the pool of all in full. As many
scripts run at a time as there are cores, with a thread each. By default two of the 27 are run and their time is
multiplied; ``--peers 9`` runs all of the contrastive objective. The command fails where the mean average precision of a
script is more than 1e-4 from lingmix's for the same run. Goal: 3 times as fast. Run with
``PYTHONPATH=workflow python benchmarks/bench_sweep.py``.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import measured

ROOT = Path(__file__).resolve().parents[1]
SAME = 1e-4
BENCHMARK = "cldr-qa/test"
CONTRASTIVE = "contrastive"


def sweep(folder: Path, cores: int, values: list[str]) -> tuple[float, float]:
    """Seconds and seconds of processors of lingmix's quickstart."""
    clock = measured.Clock()
    command = [sys.executable, "-m", "snakemake", "--cores", str(cores), "--directory", str(folder), "--quiet", "all"]
    options = ["--configfile", str(ROOT / "config" / "config.yaml"), *(["--config", *values] if values else [])]
    done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return clock.read_children()


def script(folder: Path, run_id: str) -> dict[str, float]:
    """What a script without lingmix's pipeline does for a run: mAP by setting, mean over languages and pairs."""
    import datasets
    import pandas as pd
    import torch
    import yaml
    from sentence_transformers import (
        SentenceTransformer,
        SentenceTransformerTrainer,
        SentenceTransformerTrainingArguments,
    )
    from sentence_transformers.base.sampler import DefaultBatchSampler
    from sentence_transformers.sentence_transformer.evaluation import InformationRetrievalEvaluator
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from sentence_transformers.util import dot_score
    from torch.utils.data import SequentialSampler

    from lingmix.train.rows import training_rows

    results = folder / "results"
    study = yaml.safe_load((results / "quickstart" / "study.yaml").read_text("utf-8"))
    train, (encoder, mix, _, seed) = study["train"], run_id.split(".")
    plan = pd.read_parquet(results / "quickstart" / "plans" / f"{mix}.{seed}.parquet")
    rows = training_rows(plan, [pd.read_parquet(results / "data" / "cldr-qa" / "train" / "pairs.parquet")])
    data = datasets.Dataset.from_dict(
        {
            "query": [rows.texts[number] for number in rows.query],
            "passage": [rows.texts[number] for number in rows.passage],
        }
    )

    class InOrder(SentenceTransformerTrainer):
        def get_batch_sampler(self, dataset: Any, batch_size: int, drop_last: bool, *_: Any, **__: Any) -> Any:
            return DefaultBatchSampler(SequentialSampler(dataset), batch_size=batch_size, drop_last=drop_last)

    model = SentenceTransformer(str(results / "quickstart" / "encoders" / f"{encoder}.{seed}"), device="cpu")
    with tempfile.TemporaryDirectory() as name, contextlib.redirect_stdout(sys.stderr):
        arguments = SentenceTransformerTrainingArguments(
            output_dir=name,
            max_steps=train["steps"],
            per_device_train_batch_size=train["batch_size"],
            learning_rate=train["learning_rate"],
            weight_decay=train["weight_decay"],
            warmup_steps=-(-train["steps"] // 10),
            max_grad_norm=train["max_grad_norm"],
            use_cpu=True,
            seed=int(seed[1:]),
            save_strategy="no",
            report_to="none",
            disable_tqdm=True,
            dataloader_pin_memory=False,
        )
        loss = MultipleNegativesRankingLoss(model, scale=1 / train["temperature"])
        InOrder(model=model, args=arguments, train_dataset=data, loss=loss).train()
        model.save_pretrained(f"{name}/model")
    queries, passages, qrels = (
        pd.read_parquet(results / "data" / BENCHMARK / f"{table}.parquet") for table in ("queries", "passages", "qrels")
    )
    options: dict[str, Any] = {"normalize_embeddings": True, "convert_to_tensor": True, "show_progress_bar": False}
    asked, found = (model.encode(table["text"].tolist(), **options) for table in (queries, passages))
    answers = qrels.groupby("group")["passage"].agg(set)

    def judged(asking: pd.DataFrame, pool: pd.DataFrame) -> float:
        ids, groups, full = pool["passage"].tolist(), asking["group"].tolist(), [len(pool)]
        evaluator = InformationRetrievalEvaluator(
            dict(zip(groups, asking["text"], strict=True)),
            dict(zip(ids, pool["text"], strict=True)),
            {group: answers[group] & set(ids) for group in groups},
            mrr_at_k=full,
            ndcg_at_k=full,
            accuracy_at_k=full,
            precision_recall_at_k=full,
            map_at_k=full,
            score_functions={"dot": dot_score},
        )

        evaluator.embed_inputs = lambda _, texts, **__: asked[torch.from_numpy(asking.index.to_numpy())]
        scores = evaluator.compute_all_metrics(model, corpus_embeddings=found[torch.from_numpy(pool.index.to_numpy())])
        return float(scores["dot"]["map@k"][full[0]])

    languages = sorted(queries["lang"].unique())
    of_queries = {lang: queries[queries["lang"] == lang] for lang in languages}
    of_passages = {lang: passages[passages["lang"] == lang] for lang in languages}
    values = {(a, b): judged(of_queries[a], of_passages[b]) for a in languages for b in languages}
    whole = [judged(of_queries[lang], passages) for lang in languages]
    return {
        "monolingual": _mean([value for (a, b), value in values.items() if a == b]),
        "crosslingual": _mean([value for (a, b), value in values.items() if a != b]),
        "multilingual": _mean(whole),
    }


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def ours(folder: Path, run_id: str) -> dict[str, float]:
    """The same values as lingmix has them."""
    import pandas as pd

    table = pd.read_parquet(folder / "results" / "quickstart" / "runs" / run_id / BENCHMARK / "metrics.parquet")
    pool = table["passage_lang"].isin(["macro", "all"]) & (table["query_lang"] == "macro") & (table["metric"] == "map")
    found = table[pool].set_index("setting")["value"]
    return {str(setting): float(value) for setting, value in found.items()}


def main() -> None:
    """Measure, check that both agree, print."""
    parser = measured.parser(__doc__)
    parser.add_argument("--cores", type=int, default=os.cpu_count())
    parser.add_argument("--peers", type=int, default=2, help="how many of the runs the peer makes")
    parser.add_argument("--config", nargs="*", default=[], help="values that change the quickstart, as for snakemake")
    asked = parser.parse_args()
    if asked.alone:
        clock = measured.Clock()
        values = script(asked.folder, asked.alone)
        print(json.dumps({"values": values, "seconds": clock.read()[0], "processors": clock.read()[1]}))
        return
    with tempfile.TemporaryDirectory(prefix="lingmix-bench-") as name:
        folder = Path(name)
        wall, processors = sweep(folder, asked.cores, asked.config)
        runs = sorted(path.parent.name for path in folder.glob("results/quickstart/runs/*/training.json"))
        mixes = sorted({run.split(".")[1] for run in runs})
        # a mix after another; the objective is the one that the peer's loss is
        order = sorted(
            (run for run in runs if f".{CONTRASTIVE}." in run),
            key=lambda run: (run.rsplit(".s", 1)[1], mixes.index(run.split(".")[1])),
        )
        chosen = [order[number % len(order)] for number in range(asked.peers)]
        os.environ.update(OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", RAYON_NUM_THREADS="1")
        clock = measured.Clock()
        with ThreadPoolExecutor(asked.cores) as pool:
            made = list(pool.map(lambda run: measured.alone(__file__, run, folder, []), chosen))
        their_wall, their_processors = clock.read_children()
        apart = max(
            abs(ours(folder, run)[setting] - value)
            for run, one in zip(chosen, made, strict=True)
            for setting, value in one["values"].items()
        )
    assert apart <= SAME, f"a script's mAP is {apart} from lingmix's"
    factor = len(runs) / len(chosen)
    print(f"{len(runs)} runs on {asked.cores} cores{'':10}{'seconds':>10}{'processor s':>13}")
    print(f"{'lingmix, all of it':28}{wall:10.0f}{processors:13.0f}")
    print(f"{'a loop of scripts':28}{their_wall * factor:10.0f}{their_processors * factor:13.0f}")
    print(
        f"{their_wall * factor / wall:.1f} times as fast (goal 3); the loop's time is that of {len(chosen)} scripts, "
        f"times {factor:.1f}; mAP within {apart:.1e}"
    )
    result = {"runs": len(runs), "seconds": wall, "their_seconds": their_wall * factor, "scripts": made, "apart": apart}
    measured.keep(result, asked.json)


if __name__ == "__main__":
    main()
