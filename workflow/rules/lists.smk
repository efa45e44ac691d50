# What the tables and the targets that print are told.


def translating():
    """The objectives that take queries' translations."""
    return [
        name
        for name, objective in STUDY.objectives.items()
        if "translations" in objective.requirements()
    ]


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
