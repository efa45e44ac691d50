"""What a study exports is scored by ir-measures and by lingmix alike."""

from __future__ import annotations

import gzip
from pathlib import Path

import ir_measures
import pytest
from ir_measures import AP, RR, R, nDCG

from lingmix.store import read_table

from .project import LANGUAGES, Project, duplicate

RUN = "static.hybrid.contrastive.s1"
OURS = {"map": AP, "map@20": AP @ 20, "mrr@10": RR @ 10, "ndcg@10": nDCG @ 10, "recall@5": R @ 5}


@pytest.fixture(scope="module")
def exported(finished: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = duplicate(finished, tmp_path_factory.mktemp("exported") / "copy")
    # as deep as the pool of all languages, for mAP over the full ranking
    project.change(export={"depth": 72})
    done = project.run("export")
    assert done.returncode == 0, done.stdout + done.stderr
    return project


def scored(run: Path, qrels: Path) -> dict[str, float]:
    lines = [line for line in gzip.decompress(run.read_bytes()).decode().splitlines() if not line.startswith("#")]
    judged = ir_measures.read_trec_qrels(str(qrels))
    found = ir_measures.calc_aggregate(list(OURS.values()), judged, ir_measures.read_trec_run("\n".join(lines)))
    return {name: found[measure] for name, measure in OURS.items()}


def test_exported_runs_score_what_the_metrics_say(exported: Project) -> None:
    metrics = read_table(exported.results(f"runs/{RUN}/things/metrics.parquet"))
    ours = metrics.set_index(["query_lang", "passage_lang", "metric"])["value"]
    runs = sorted(exported.results(f"runs/{RUN}/things/trec").glob("*.gz"))
    assert len(runs) == len(LANGUAGES) * (len(LANGUAGES) + 1)
    for run in runs:
        pair = run.name.removesuffix(".run.gz")
        found = scored(run, exported.results(f"export/things/trec/qrels.{pair}.txt"))
        assert found == pytest.approx({name: ours[(*pair.split("."), name)] for name in OURS}, abs=1e-6), pair


def test_a_run_is_exported_alone_and_nothing_else_runs_again(copy: Project) -> None:
    target = copy.results(f"runs/{RUN}/things/trec").relative_to(copy.folder).as_posix()
    assert copy.planned(target) == {"export_run": 1}
    copy.change(export={"depth": 3})
    assert copy.planned() == {}
    done = copy.run(target)
    assert done.returncode == 0, done.stdout + done.stderr
    text = gzip.decompress((copy.folder / target / "de.all.run.gz").read_bytes()).decode()
    assert f"# tag: {RUN}" in text
    assert f"#     cmd: snakemake {target} --cores all --configfile study.yaml" in text
    assert sum(not line.startswith("#") for line in text.splitlines()) == 3 * 24


def test_an_exported_benchmark_is_a_benchmark(exported: Project) -> None:
    """A study that evaluates on the exported folder gets the same numbers."""
    folder = exported.results("export/things/beir").relative_to(exported.folder).as_posix()
    own = {"kind": "beir", "folder": f"{folder}/de.de", "language": "de"}
    exported.change(datasets={**exported.study()["datasets"], "back": own}, evaluate=["things", "back"])
    before, after = (exported.results(f"runs/{RUN}/{name}/metrics.parquet") for name in ("things", "back"))
    done = exported.run(after.relative_to(exported.folder).as_posix())
    assert done.returncode == 0, done.stdout + done.stderr
    one, other = (
        table[(table["query_lang"] == "de") & (table["passage_lang"] == "de")].set_index("metric")["value"]
        for table in map(read_table, (before, after))
    )
    assert one.to_dict() == other.to_dict()
