# Names and inputs of lexicons and of augmented pairs.

from lingmix.config.base import ENTRY_PATTERN
from lingmix.lexicon import muse


def lexicon_table(name):
    return results(f"lexicons/{name}.parquet")


def dictionaries(spec):
    return [
        f"results/data/muse/raw/{muse.remote_file(*pair).name}" for pair in spec.pairs
    ]


def lexicon_spec(name):
    if name not in STUDY.lexicons:
        raise WorkflowError(unknown_name("lexicon of this study", name, STUDY.lexicons))
    return STUDY.lexicons[name]


def lexicon_inputs(wc):
    """What a lexicon is made from; nothing for one that a package holds."""
    spec = lexicon_spec(wc.lexicon)
    if spec.kind == "muse":
        return {"dictionaries": dictionaries(spec)}
    if spec.kind == "wikipedia-titles":
        return {"page": spec.page, "langlinks": spec.langlinks}
    if spec.kind == "file":
        return {"file": spec.path}
    if spec.kind == "neighbours":
        return {
            "pairs": [pairs_table(dataset) for dataset in spec.datasets],
            "encoder": results(f"encoders/{spec.encoder}"),
        }
    return {}


def lexicon_encoder(name):
    """The encoder that a lexicon's words are compared by, if there is one."""
    return getattr(lexicon_spec(name), "encoder", None)


def lexicon_threads(name):
    return threads_of(lexicon_encoder(name)) if lexicon_encoder(name) else 1


def augmented_folder(augmentation, seed, dataset):
    return results(f"augmented/{augmentation}.s{seed}/{dataset}")


def training_pairs(run):
    """The tables of pairs that a run trains on, in the order of its data sets."""
    datasets = STUDY.sampling(run.mix).datasets
    if run.augmentation is None:
        return [pairs_table(dataset) for dataset in datasets]
    return [
        f"{augmented_folder(run.augmentation, run.seed, dataset)}/pairs.parquet"
        for dataset in datasets
    ]


def augmentation_reports():
    """The reports of all augmentations that runs of the grid use."""
    return list(
        dict.fromkeys(
            f"{augmented_folder(run.augmentation, run.seed, dataset)}/report.json"
            for run in STUDY.runs.values()
            if run.trained and run.augmentation is not None
            for dataset in STUDY.sampling(run.mix).datasets
        )
    )
