# Names of files, and the slices of the study that decide whether a job must run again.

import os
import sys
from dataclasses import asdict
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(workflow.basedir) / "workflow"))
# jobs on any executor import the lingmix beside this file
os.environ.update(
    PYTHONPATH=os.pathsep.join(filter(None, [sys.path[0], os.getenv("PYTHONPATH")]))
)

from snakemake.exceptions import WorkflowError

from lingmix.config.encoder import is_seeded
from lingmix.config.load import load
from lingmix.data import registry
from lingmix.errors import LingmixError
from lingmix.metrics.measure import measure_modules
from lingmix.provenance import code_digest, versions

try:
    STUDY = load(
        config, source=" + ".join(str(f) for f in workflow.configfiles) or "--config"
    )
except LingmixError as error:
    raise WorkflowError(str(error)) from None

SCRIPTS = Path(workflow.basedir) / "workflow" / "scripts"
# before scoring, what a run's metrics are made by
STAGES = [
    SCRIPTS / f"{stage}.py"
    for stage in ("pairs", "prepare", "encoder", "draw", "train", "encode", "index")
]


def results(name):
    return f"results/{STUDY.study}/{name}"


@cache
def code(script, *modules):
    """Digest of a script, of all it imports, and of modules that it finds by name."""
    return code_digest(SCRIPTS / script, *modules)


def tables(dataset):
    """Folder of a data set's tables: shared between studies unless it is the study's own."""
    return (
        results(f"data/{dataset}")
        if dataset in STUDY.datasets
        else f"results/data/{dataset}"
    )


def retrieval_tables(dataset):
    return {
        table: f"{tables(dataset)}/{table}.parquet"
        for table in ("queries", "passages", "qrels")
    }


def pairs_table(dataset):
    return f"{tables(dataset)}/pairs.parquet"


def raw_files(dataset):
    return [
        f"results/data/{dataset}/raw/{file.name}"
        for file in registry.get(dataset).files
    ]


def package_versions(dataset):
    return {package: versions([package]) for package in registry.get(dataset).packages}


def own_inputs(wc):
    """What a data set of the study's own is read from."""
    spec = STUDY.datasets.get(wc.dataset)
    if spec is None:
        return {}
    if spec.kind == "subset":
        return retrieval_tables(spec.of)
    return {
        key: path
        for key, path in spec.model_dump().items()
        if key != "kind" and path is not None
    }


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
    """Encoder and seed by folder name; the seed is None where the untrained encoder does not depend on it."""
    seeded = {name: is_seeded(spec) for name, spec in STUDY.encoders.items()}
    return {
        Path(encoder_folder(run)).name: (
            run.encoder,
            run.seed if seeded[run.encoder] else None,
        )
        for run in STUDY.runs.values()
    }


ENCODERS = encoders()


def encoder_spec(wc):
    return STUDY.encoders[ENCODERS[wc.encoder][0]]


def model_folder(run):
    return results(f"runs/{run.id}/model") if run.trained else encoder_folder(run)


def metrics_files():
    return [
        results(f"runs/{run}/{benchmark}/metrics.parquet")
        for run in STUDY.runs
        for benchmark in STUDY.evaluate
    ]


def figures():
    return [
        results(f"figures/heatmap.{'.'.join(Path(benchmark).parts)}.{suffix}")
        for benchmark in STUDY.evaluate
        for suffix in ("svg", "png")
    ]


def train_params(wc):
    run = STUDY.run(wc.run)
    terms = STUDY.objective(run).terms()
    return {
        "terms": {name: term.model_dump(mode="json") for name, term in terms.items()},
        "optimisation": STUDY.optimisation(run).model_dump(mode="json"),
        "batch_size": STUDY.sampling(run.mix).batch_size,
        "seed": run.seed,
        "encoder": STUDY.encoders[run.encoder].model_dump(
            mode="json", exclude={"train"}
        ),
        "trust_remote_code": getattr(
            STUDY.encoders[run.encoder], "trust_remote_code", False
        ),
        "code": code("train.py", *term_modules(wc.run)),
    }


def baseline():
    return (STUDY.baseline.mix, STUDY.baseline.objective) if STUDY.baseline else None


def data_modules():
    """The modules of all registered data sets that the study names."""
    named = [
        *STUDY.evaluate,
        *STUDY.training_datasets(),
        *(getattr(spec, "of", None) for spec in STUDY.datasets.values()),
    ]
    return sorted({registry.module(name) for name in named if name in registry.names()})


DATA_MODULES = data_modules()


def fingerprint(run, benchmark):
    """Identifies what a run's metrics are made from, so that those of another study or code are never mixed in."""
    terms = term_modules(run) if STUDY.run(run).trained else []
    digest = code(
        "score.py", *STAGES, *DATA_MODULES, *terms, *measure_modules(STUDY.metrics)
    )
    return f"{STUDY.fingerprint(STUDY.run(run), benchmark)}-{digest}"


def term_modules(run):
    return [
        f"lingmix.objectives.terms.{name}"
        for name in STUDY.objective(STUDY.run(run)).terms()
    ]


def run_list():
    """Every run with its axes, and for each benchmark its metrics file and the fingerprint that it should bear."""
    return [
        {
            "id": run.id,
            "run": asdict(run),
            "metrics": {
                benchmark: {
                    "file": results(f"runs/{run.id}/{benchmark}/metrics.parquet"),
                    "fingerprint": fingerprint(run.id, benchmark),
                }
                for benchmark in STUDY.evaluate
            },
        }
        for run in STUDY.runs.values()
    ]


def dataset_list():
    return [
        {
            "name": name,
            "title": (found := registry.get(name)).title,
            "tasks": found.tasks,
            "languages": found.languages,
            "licence": found.licence,
            "origin": found.origin,
            "files": raw_files(name),
        }
        for name in registry.names()
    ]


def threads_of(encoder):
    """A bag of embeddings gains nothing from a second core; a transformer takes up to eight."""
    return 1 if STUDY.encoders[encoder].kind == "static" else 8


wildcard_constraints:
    dataset=r"[a-z0-9-]+(/[a-z0-9-]+)?",
    benchmark=r"[a-z0-9-]+(/[a-z0-9-]+)?",
    file=r"[^/]+",
    run=r"[^/]+",
    mix=r"[^/]+",
    seed=r"\d+",
    encoder=r"[^/]+",
