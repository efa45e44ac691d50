"""An exported benchmark as a task of mteb, so that mteb scores a model on the very same texts and pools.

Needs the package mteb, which lingmix does not install by itself: ``pip install mteb``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from datasets import Dataset
from langcodes import Language
from mteb import TaskMetadata
from mteb.abstasks import AbsTaskRetrieval

from lingmix.errors import LingmixError
from lingmix.export.beir import CORPUS, QRELS, QUERIES
from lingmix.metrics.pools import ALL, DEV


def retrieval_task(folder: Path, subsets: Sequence[str] | None = None) -> AbsTaskRetrieval:
    """A task over a folder that :func:`lingmix.export.beir.write_benchmark` wrote.

    Its main score is nDCG@10, over all subsets their mean; mteb's ``map_at_k`` is cut off at k, unlike LAReQA's mAP.

    Args:
        folder: such as ``results/<study>/export/<benchmark>/beir``.
        subsets: names of folders inside, ``<query language>.<pool>`` such as ``en.de``; by default all
            but those of parts for tuning.

    Raises:
        LingmixError: there is no such folder, or none of these subsets in it.
    """
    there = sorted(path.parent.relative_to(folder).as_posix() for path in folder.rglob(QUERIES))
    tuning = [name for name in there if name.rpartition("/")[0].endswith(DEV)]
    chosen = [name for name in there if name not in tuning] if subsets is None else list(subsets)
    if absent := [name for name in chosen if name not in there]:
        raise LingmixError(f"{folder} holds no {', '.join(absent)}; there are: {', '.join(there) or 'none'}")
    if not chosen:
        raise LingmixError(f"{folder} holds no exported benchmark; `snakemake export` writes them")
    return _task(folder, chosen)


def _task(folder: Path, subsets: Sequence[str]) -> AbsTaskRetrieval:
    class Exported(AbsTaskRetrieval):
        metadata = TaskMetadata(
            name="-".join(["lingmix", *(name for name in folder.resolve().parts[-3:-1] if name != "export")]),
            description="A benchmark as lingmix has prepared it.",
            dataset={"path": str(folder), "revision": "local"},
            type="Retrieval",
            category="t2t",
            modalities=["text"],
            eval_splits=["test"],
            eval_langs={name: _languages(name) for name in subsets},
            main_score="ndcg_at_10",
        )

        def load_data(self, *args: Any, **kwargs: Any) -> None:
            """Read the folders of the subsets."""
            self.dataset = {name: {"test": _split(folder / name)} for name in self.hf_subsets}
            self.data_loaded = True

    return Exported()


def _split(folder: Path) -> Any:
    judged: dict[str, dict[str, int]] = {}
    for line in (folder / QRELS).read_text(encoding="utf-8").split("\n")[1:-1]:
        query, passage, score = line.split("\t")
        judged.setdefault(query, {})[passage] = int(score)
    return {
        "corpus": _texts(folder / CORPUS),
        "queries": _texts(folder / QUERIES),
        "relevant_docs": judged,
        "top_ranked": None,
    }


def _texts(path: Path) -> Dataset:
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return Dataset.from_dict({"id": [row["_id"] for row in rows], "text": [row["text"] for row in rows]})


def _languages(subset: str) -> list[str]:
    """The languages of a subset as mteb writes them, such as ``deu-Latn``; of a pool of all only the queries'."""
    tags = subset.rpartition("/")[2].split(".")
    likely = [Language.get(tag).maximize() for tag in tags if tag != ALL]
    return list(dict.fromkeys(f"{tag.to_alpha3()}-{tag.script}" for tag in likely))
