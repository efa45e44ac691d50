# What the tables and the targets that print are told.

from lingmix.stats.correspondence import correspondence


def translating():
    """The objectives that take queries' translations."""
    return [
        name
        for name, objective in STUDY.objectives.items()
        if "translations" in objective.requirements()
    ]


def trained_mixes():
    """The mixes that runs train on, whole."""
    return {
        name: mix.model_dump(mode="json") for name, mix in STUDY.trained_mixes().items()
    }


def columns():
    """The metrics that tables show, by benchmark."""
    return {name: STUDY.columns_of(name) for name in STUDY.evaluate}


def shown():
    return list(dict.fromkeys(name for names in columns().values() for name in names))


def leakage_report():
    """The report on texts that training and evaluation share, where something is trained."""
    return results("leakage.json") if STUDY.training_datasets() else []


def trained_on():
    return [*STUDY.training_datasets(), *STUDY.validation_datasets()]


def terms_behind(benchmark):
    """Under which terms the data of a benchmark and of training is; None of the study's own data."""
    names = dict.fromkeys(
        root for name in [benchmark, *trained_on()] for root in STUDY.roots(name)
    )
    return [
        {
            "dataset": name,
            "licence": (None if name in STUDY.datasets else registry.get(name).licence),
        }
        for name in names
    ]


def licences():
    """The terms of all data sets of the registry behind the study."""
    names = [*STUDY.evaluate, *trained_on()]
    found = {name: registry.get(name) for name in registered(dict.fromkeys(names))}
    return [
        {
            "dataset": name,
            "title": one.title,
            "licence": one.licence,
            "origin": one.origin,
        }
        for name, one in found.items()
    ]


@cache
def reproduced():
    """What of the study corresponds to published results; None without an overlap."""
    return correspondence(STUDY)


def reproduction_files(*suffixes):
    """The files of ours beside published values, where there are such values."""
    there = suffixes if reproduced() else ()
    return [results(f"reproduction.{suffix}") for suffix in there]


def publish_inputs(wc):
    """The model that is published, how it was trained, and what it and its encoder before training scored."""
    trained = [run.id for run in STUDY.runs.values() if run.trained]
    if STUDY.publish is None:
        example = trained[0] if trained else "RUN"
        raise WorkflowError(
            "publish: the study does not say what goes where. Give behind the target, or write into the study:\n"
            f"  --config 'publish={{run: {example}, repo: OWNER/NAME, dry_run: true}}'\n"
            f"Trained runs: {', '.join(trained) or 'none'}"
        )
    run = STUDY.run(STUDY.publish.run)
    before = STUDY.before(run)
    return {
        "model": model_folder(run),
        "record": results(f"runs/{run.id}/training.json"),
        "metrics": metrics_of(run),
        "untrained": metrics_of(before) if before else [],
    }


def cores_at_a_time():
    """How many the command line gives; where jobs go to a cluster, as many as this machine has."""
    return workflow.resource_settings.cores or os.cpu_count()


def gpus_at_a_time():
    """How many may be in use, as the profile or the command line says."""
    there = workflow.global_resources
    return int(there["gpu"].raw) if "gpu" in there else 1


def run_list():
    """Every run with its axes, and for each benchmark its metrics file and the fingerprint that it should bear."""
    return [
        {
            "id": run.id,
            "run": asdict(run),
            "metrics": {
                benchmark: {
                    "sources": [
                        *own_files([benchmark, *run_datasets(run)]),
                        *model_files(run.encoder),
                    ],
                    "file": results(f"runs/{run.id}/{benchmark}/metrics.parquet"),
                    "fingerprint": fingerprint(run.id, benchmark),
                }
                for benchmark in STUDY.evaluate
            },
        }
        for run in STUDY.runs.values()
    ]


def dataset_list():
    """What the registry has; the parts of a union are listed with it."""
    found = {name: registry.get(name) for name in registry.names()}
    parts = {part for one in found.values() for part in one.parts}
    return [
        {
            "name": name,
            "title": one.title,
            "tasks": one.tasks,
            "languages": one.languages,
            "groups": one.groups,
            "size": one.size,
            "licence": one.licence,
            "origin": one.origin,
            "parts": one.parts,
            "files": [file for leaf in leaves(STUDY, name) for file in raw_files(leaf)],
        }
        for name, one in found.items()
        if name not in parts
    ]


def flat(benchmark):
    """A benchmark's name as one part of a path."""
    return ".".join(Path(benchmark).parts)


def benchmark_of(wc):
    """The benchmark whose name has a dot for a slash in a file's name."""
    return next(name for name in STUDY.evaluate if flat(name) == wc.benchmark)


def statistics_files(table):
    return [
        results(f"statistics/{flat(name)}/{table}.parquet") for name in STUDY.evaluate
    ]


def verified():
    """Every run on every benchmark, with the files that its values come from."""
    return [
        {
            "run": run.id,
            "variant": [run.axes[axis] for axis in AXES],
            "benchmark": benchmark,
            **retrieval_tables(benchmark),
            **{
                name: results(f"runs/{run.id}/{benchmark}/{name}.parquet")
                for name in ("ranks", "metrics")
            },
        }
        for run in STUDY.runs.values()
        for benchmark in STUDY.evaluate
    ]
