"""mteb and lingmix score one model on the same texts and must agree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from exported import LANGUAGES, in_parts, table
from small import benchmark
from tiny_static import tiny_model

from lingmix.data.tables import Retrieval
from lingmix.encode import encode
from lingmix.encoders.load import prefixes
from lingmix.errors import LingmixError
from lingmix.export.beir import write_benchmark
from lingmix.export.pools import pools
from lingmix.metrics.ranks import rank_table
from lingmix.metrics.score import score

OURS = {"ndcg@10": "ndcg_at_10", "map@20": "map_at_20", "recall@5": "recall_at_5", "mrr@10": "mrr_at_10"}


def worded() -> Retrieval:
    """Texts over the words of the tiny model, different in each language."""
    data = benchmark(
        [(f"g{n}", lang) for n in range(20) for lang in LANGUAGES],
        [(f"{lang}-{n}", lang) for n in range(30) for lang in LANGUAGES],
        [(f"g{n}", lang, f"{lang}-{n}") for n in range(20) for lang in LANGUAGES],
    )
    draw = np.random.default_rng(3)
    for frame in (data.queries, data.passages):
        frame["text"] = [" ".join(f"w{word}" for word in draw.integers(0, 40, 6)) for _ in range(len(frame))]
    return data


@pytest.mark.parametrize("symmetric", [False, True])
def test_mteb_gives_the_metrics_that_lingmix_gives(
    symmetric: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("MTEB_CACHE", str(tmp_path / "cache"))
    mteb = pytest.importorskip("mteb")
    from lingmix.export.mteb_task import retrieval_task

    data = worded()
    # prefixes that move vectors: w0 and w1 are words of the model
    model = tiny_model(prompts={"query": "w0 w0 ", "document": "w1 w1 "})
    if symmetric:
        # as docs/interoperability.md has it
        model.prompts["document"] = model.prompts["query"]
    asking, answering = prefixes(model)
    assert (asking == answering) == symmetric
    queries = encode(model, data.queries["text"].tolist(), prefix=asking)
    passages = encode(model, data.passages["text"].tolist(), prefix=answering)
    ranks = rank_table(data, queries, lambda start, stop: passages[start:stop], len(passages))
    ours = score(ranks, data, list(OURS)).set_index(["query_lang", "passage_lang", "metric"])["value"]

    write_benchmark(data, pools(data), table(data, tmp_path), tmp_path / "beir")
    subsets = ["de.de", "tr.en", "en.all"]
    task = retrieval_task(tmp_path / "beir", subsets)
    (result,) = mteb.evaluate(model, [task], cache=None, show_progress_bar=False).task_results
    found = {row["hf_subset"]: row for row in result.scores["test"]}
    assert sorted(found) == sorted(subsets)
    for subset, row in found.items():
        for name, theirs in OURS.items():
            # mteb rounds to five digits
            assert row[theirs] == pytest.approx(ours[(*subset.split("."), name)], abs=6e-6), (subset, name)
    assert found["tr.en"]["languages"] == ["tur-Latn", "eng-Latn"]


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    pytest.importorskip("mteb")
    from lingmix.export.mteb_task import retrieval_task

    with pytest.raises(LingmixError, match="snakemake export"):
        retrieval_task(tmp_path)
    data = worded()
    write_benchmark(data, pools(data, ["monolingual"]), table(data, tmp_path), tmp_path / "beir")
    with pytest.raises(LingmixError, match=r"holds no de\.en; there are: de\.de, en\.en, tr\.tr"):
        retrieval_task(tmp_path / "beir", ["de.en"])


def test_parts_for_tuning_are_there_by_name_only(tmp_path: Path) -> None:
    pytest.importorskip("mteb")
    from lingmix.export.mteb_task import retrieval_task

    data = in_parts()
    beir = tmp_path / "study/export/things/beir"
    write_benchmark(data, pools(data), table(data, tmp_path), beir)
    assert list(retrieval_task(beir).metadata.eval_langs) == ["a/de.en"]
    assert list(retrieval_task(beir, ["b-dev/de.en"]).metadata.eval_langs) == ["b-dev/de.en"]
    assert retrieval_task(beir).metadata.name == "lingmix-things"
