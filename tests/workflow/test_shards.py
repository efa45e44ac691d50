"""A benchmark in shards gives what it gives in one piece, and a shard that is lost is made again alone."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pandas as pd
import pytest
import yaml

from lingmix.data.fetch import mirror_path
from lingmix.data.registry import get

from .project import ROOT, Project, checkout, things, tiny_study

PARTS = ("miracl/te", "miracl/yo")
SHARDED = {"shard": 200_000}
"""MIRACL states 518,079 passages in Telugu's two files and 49,043 in Yoruba's one."""


UNTRAINED = "static.untrained.s1/two"


def wanted(study: str) -> list[str]:
    """The table, and what reads the vectors of all passages."""
    files = ["ablation.csv", f"runs/{UNTRAINED}/trec"]
    return [f"results/{study}/{file}" for file in files]


def corpus(mirror: Path) -> None:
    """Both languages' files with ten questions, and thirty passages in each file of the corpus."""
    for part in PARTS:
        dataset = get(part)
        lang = dataset.languages[0]
        files = {file.name: mirror_path(mirror, file.url) for file in dataset.files}
        for path in files.values():
            path.parent.mkdir(parents=True, exist_ok=True)
        topics, qrels = (next(path for name, path in files.items() if name.startswith(kind)) for kind in ("top", "qre"))
        topics.write_text("".join(f"{n}\tWhich colour has {lang} thing {n}?\n" for n in range(10)))
        last = len(dataset.shards) - 1
        # one relevant passage in the first file, one in the last
        qrels.write_text("".join(f"{n}\tQ0\t{of}#{n}\t1\n" for n in range(10) for of in {0, last}))
        for number, name in enumerate(dataset.shards):
            with gzip.open(files[name], "wt") as file:
                for n in range(30):
                    # the last ten are copies in every file, so that equal scores meet across shards
                    text = f"{lang} thing {n % 20} has colour {n % 3 + number * (n < 20)}."
                    file.write(json.dumps({"docid": f"{number}#{n}", "title": "", "text": text}) + "\n")


@pytest.fixture(scope="module")
def sharded(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("shards")
    study = tiny_study()
    study["datasets"]["two"] = {"kind": "union", "of": list(PARTS)}
    study |= {"evaluate": ["two"], "mirror": "mirror", "index": SHARDED}
    study["grid"] = study["grid"][1:]
    project = checkout(folder / "project", study)
    things(project.folder / "things.jsonl")
    corpus(project.folder / "mirror")
    done = project.run(*wanted("tiny"))
    assert done.returncode == 0, done.stdout + done.stderr
    return project


def test_shards_give_the_ranks_the_table_and_the_runs_of_one_piece(sharded: Project) -> None:
    run = sharded.results(f"runs/{UNTRAINED}")
    assert sorted(path.name for path in run.glob("index*")) == [f"index.{n:03d}.faiss" for n in range(3)]
    (sharded.folder / "whole.yaml").write_text(yaml.safe_dump({**sharded.study(), "study": "whole", "index": {}}))
    other = Project(sharded.folder, "whole.yaml")
    done = other.run(*wanted("whole"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert (other.results(f"runs/{UNTRAINED}") / "index.faiss").is_file()
    compared = 0
    for path in sorted(sharded.results("runs").glob("*/two/*.parquet")):
        if path.name in ("ranks.parquet", "metrics.parquet"):
            same = other.results("runs") / path.relative_to(sharded.results("runs"))
            pd.testing.assert_frame_equal(pd.read_parquet(path), pd.read_parquet(same))
            compared += 1
    assert compared == 2 * 2
    assert sharded.results("ablation.csv").read_bytes() == other.results("ablation.csv").read_bytes()
    file = f"runs/{UNTRAINED}/trec/te.te.run.gz"
    lines = [candidates(project.results(file)) for project in (sharded, other)]
    assert lines[0] == lines[1]
    assert len(lines[0]) == 10 * 60


def candidates(path: Path) -> list[str]:
    with gzip.open(path, "rt") as file:
        return [line for line in file if not line.startswith("#")]


def test_a_lost_shard_is_made_again_alone(sharded: Project) -> None:
    run = sharded.results(f"runs/{UNTRAINED}")
    before = (run / "counts.001.parquet").read_bytes()
    for path in (*run.glob("*.001.*"), run / "metrics.parquet"):
        path.unlink()
    metrics = f"results/tiny/runs/{UNTRAINED}/metrics.parquet"
    planned = sharded.planned(metrics)
    assert {name: planned[name] for name in ("encode_shard", "index_shard")} == {"encode_shard": 1, "index_shard": 1}
    assert "encode_queries" not in planned
    done = sharded.run(metrics)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (run / "counts.001.parquet").read_bytes() == before


def test_a_study_of_106_million_passages_is_planned_and_what_it_takes_is_predicted(tmp_path: Path) -> None:
    study = yaml.safe_load((ROOT / "config" / "miracl.yaml").read_text())
    project = checkout(tmp_path / "project", study)
    planned = project.planned()
    shards = planned["encode_shard"]
    assert shards == planned["index_shard"] == planned["count"] > 106_332_152 / 2_000_000
    assert planned["prepare_judgements"] == len(get("miracl").parts) == 18
    assert planned["prepare_shard"] == sum(len(get(part).shards) for part in get("miracl").parts)
    assert "worst" not in planned
    done = project.run("cost")
    assert done.returncode == 0, done.stderr
    stages = json.loads(project.results("cost.json").read_text())["stages"]
    assert stages["count"]["jobs"] == shards
    # vectors of 384 numbers, and no job that holds all of them
    assert stages["index"]["disk"] == pytest.approx(106_332_152 * 384 * 4)
    assert max(stage["memory"] or 0 for stage in stages.values()) < 5e9
