# The study, the names of its files, and what a job takes as input.

import os
import sys
from dataclasses import asdict
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(workflow.basedir) / "workflow"))
# jobs on any executor import the lingmix beside this file, end with this process, and if short share imports with others
os.environ.update(
    PYTHONPATH=os.pathsep.join(filter(None, [sys.path[0], os.getenv("PYTHONPATH")])),
    LINGMIX_OWNER=str(os.getpid()),
)

from snakemake.exceptions import WorkflowError

from lingmix.config.parts import leaves, passages_of, shards
from lingmix.config.dataset import made_of
from lingmix.config.encoder import is_seeded
from lingmix.config.load import load
from lingmix.config.slices import fingerprint as study_fingerprint
from lingmix.config.study import AXES
from lingmix.config.study import AXES
from lingmix.data import registry
from lingmix.errors import LingmixError, unknown_name
from lingmix.metrics.measure import BitextMeasure, measure_modules
from lingmix.metrics.measure import parse as parse_metric
from lingmix.provenance import code_digest, value_digest, versions

try:
    STUDY = load(
        config, source=" + ".join(str(f) for f in workflow.configfiles) or "--config"
    )
    if STUDY.index.factory != "Flat":
        # before hours of training, not after; only then, since it needs faiss
        from lingmix.index import check_factory

        check_factory(STUDY.index.factory)
    if STUDY.mirror is not None and not Path(STUDY.mirror).is_dir():
        raise LingmixError(
            f"mirror: there is no folder '{STUDY.mirror}'. It holds files as 'wget -x' leaves them, <host>/<path>"
        )
except LingmixError as error:
    raise WorkflowError(str(error)) from None

SCRIPTS = Path(workflow.basedir) / "workflow" / "scripts"


# what a person types behind a target to mean this study
OPTIONS = " ".join(
    ["--configfile", *map(os.path.relpath, workflow.overwrite_configfiles)]
    if workflow.overwrite_configfiles
    else []
)


def run_of(wc):
    """The run that a job is about."""
    try:
        return STUDY.run(wc.run)
    except LingmixError as error:
        raise WorkflowError(str(error)) from None


def results(name):
    return f"results/{STUDY.study}/{name}"


def tables(dataset):
    """Folder of a data set's tables: shared between studies unless it is the study's own."""
    return (
        results(f"data/{dataset}")
        if dataset in STUDY.datasets
        else f"results/data/{dataset}"
    )


def leaves_in(dataset, languages):
    """Those of the leaves that may have texts in these languages; all if None."""
    return [
        leaf
        for leaf in leaves(STUDY, dataset)
        if languages is None
        or leaf in STUDY.datasets
        or set(languages) & set(registry.get(leaf).languages)
    ]


def passage_table(part):
    """The file of a part of a benchmark's passages."""
    name = "passages" if part.file is None else f"passages/{part.file}"
    return f"{tables(part.leaf)}/{name}.parquet"


def passage_tables(leaf):
    return [passage_table(part) for part in passages_of(STUDY, leaf)]


def retrieval_tables(dataset, languages=None):
    """Of each of a benchmark's tables the files that make it up."""
    found = leaves_in(dataset, languages)
    return {
        "queries": [f"{tables(leaf)}/queries.parquet" for leaf in found],
        "passages": [file for leaf in found for file in passage_tables(leaf)],
        "qrels": [f"{tables(leaf)}/qrels.parquet" for leaf in found],
    }


SHARDS = {
    name: [[passage_table(part) for part in shard] for shard in found]
    for name in STUDY.evaluate
    if len(found := shards(STUDY, name)) > 1
}
# benchmarks by whether they are in shards, of which the parts of one may be in none
IN_SHARDS = "|".join(SHARDS)
BENCHMARK = r"[a-z0-9-]+(/[a-z0-9-]+)?"
IN_ONE = rf"(?!(?:{IN_SHARDS})/[^/]+$){BENCHMARK}" if SHARDS else BENCHMARK


def in_shards(file):
    """A file of each of a benchmark's shards, whose name has ``{shard}`` for the number."""
    return lambda wc: [
        results(f"runs/{wc.run}/{wc.benchmark}/{file}").format(shard=f"{number:03d}")
        for number in range(len(SHARDS[wc.benchmark]))
    ]


def index_files(wc):
    """The index of a run's passages, or those of all shards."""
    if wc.benchmark in SHARDS:
        return in_shards("index.{shard}.faiss")(wc)
    return [results(f"runs/{wc.run}/{wc.benchmark}/index.faiss")]


def pairs_table(dataset):
    return f"{tables(dataset)}/pairs.parquet"


def raw_files(dataset):
    return [
        f"results/data/{dataset}/raw/{file.name}"
        for file in registry.get(dataset).files
    ]


def judged_files(dataset):
    """The files of queries and judgements of a data set whose passages are in shards."""
    found = registry.get(dataset)
    return [
        f"results/data/{dataset}/raw/{file.name}"
        for file in found.files
        if file.name not in found.shards
    ]


def from_pairs(dataset):
    """Whether a data set's training pairs are not those of its judgements."""
    spec = STUDY.datasets.get(dataset)
    if spec is None:
        found = registry.get(dataset)
        return (
            any(from_pairs(part) for part in found.parts)
            if found.parts
            else not found.pairs_from_judgements
        )
    return spec.kind in ("mined", "translated") or any(
        from_pairs(part) for part in made_of(spec)
    )


def own_tables(wc):
    """What the tables of a data set of the study's own are read from."""
    spec = STUDY.datasets.get(wc.dataset)
    if spec is None:
        return {}
    if spec.kind == "subset":
        return retrieval_tables(spec.of, spec.languages)
    if spec.kind == "hub":
        raw = results(f"data/{wc.dataset}/raw")
        return {
            key: [f"{raw}/{name}" for name in names]
            for key, names in spec.names().items()
        }
    return spec.paths() if hasattr(spec, "paths") else {}


def own_pairs(wc):
    """What the training pairs of a data set of the study's own are read from."""
    spec = STUDY.datasets.get(wc.dataset)
    if spec is not None and spec.kind == "union":
        return {"pairs": [pairs_table(part) for part in spec.of]}
    if spec is not None and spec.kind == "subset" and from_pairs(spec.of):
        found = leaves_in(spec.of, spec.languages)
        return {"pairs": [pairs_table(leaf) for leaf in found]}
    return own_tables(wc)


def own_file(wc):
    """A file of the hub that a data set of the study's own is read from."""
    spec = STUDY.datasets[wc.dataset]
    return asdict(next(file for file in spec.files() if file.name == wc.file))


def plan_name(mix, seed):
    return f"{mix}.s{seed}"


def plan_names():
    return list(
        dict.fromkeys(
            plan_name(run.mix, run.seed) for run in STUDY.runs.values() if run.trained
        )
    )


def plan_summary(name):
    return results(f"plans/{name}.json")


def encoder_folder(run):
    seeded = is_seeded(STUDY.encoders[run.encoder])
    return results(f"encoders/{run.encoder}" + (f".s{run.seed}" if seeded else ""))


def encoders():
    """Encoder and seed by folder name; the seed is None where the untrained encoder does not depend on it.

    Those that no run starts from may be teachers, miners or makers of lexicons.
    """
    seeded = {name for name, spec in STUDY.encoders.items() if is_seeded(spec)}
    found = {name: (name, None) for name in STUDY.encoders if name not in seeded}
    for run in STUDY.runs.values():
        if run.encoder in seeded:
            found[Path(encoder_folder(run)).name] = (run.encoder, run.seed)
    return found


ENCODERS = encoders()


def encoder_of(wc):
    """Encoder and seed of a folder of encoders."""
    if wc.encoder not in ENCODERS:
        raise WorkflowError(
            unknown_name("encoder of this study's runs", wc.encoder, ENCODERS)
        )
    return ENCODERS[wc.encoder]


def encoder_inputs(wc):
    """A seeded encoder's vocabulary is made from the training texts; the user's own model is read from its files."""
    name, _ = encoder_of(wc)
    if is_seeded(STUDY.encoders[name]):
        return {
            "pairs": [pairs_table(dataset) for dataset in STUDY.training_datasets()]
        }
    return {"model": model_files(name)}


def model_folder(run):
    return results(f"runs/{run.id}/model") if run.trained else encoder_folder(run)


def teacher_folder(encoder, dataset):
    return results(f"teachers/{encoder}/{dataset}")


def trained_files(name):
    """A file or folder of every trained run."""
    return [
        results(f"runs/{run.id}/{name}") for run in STUDY.runs.values() if run.trained
    ]


def metrics_of(run):
    return [
        results(f"runs/{run.id}/{benchmark}/metrics.parquet")
        for benchmark in STUDY.evaluate
    ]


def metrics_files():
    return [file for run in STUDY.runs.values() for file in metrics_of(run)]


def baseline():
    return STUDY.baseline.variant if STUDY.baseline else None


def gpus_of(encoder):
    """One for a transformer, where there is one; how many may be in use at a time is the profile's business."""
    return 0 if STUDY.encoders[encoder].kind == "static" else 1


def warm_of(encoder):
    """1 where a job is so short that it shares what it imports with others, see lingmix.warm; no limit of its own."""
    return 1 if STUDY.encoders[encoder].kind == "static" else 0


def threads_of(encoder):
    """A bag of embeddings gains nothing from a second core; a transformer takes up to eight."""
    return 1 if STUDY.encoders[encoder].kind == "static" else 8


wildcard_constraints:
    dataset=r"[a-z0-9-]+(/[a-z0-9-]+)?",
    benchmark=BENCHMARK,
    file=r"[^/]+",
    run=r"[^/]+",
    shard=r"\d+",
    mix=r"[^/]+",
    seed=r"\d+",
    encoder=r"[^/]+",
