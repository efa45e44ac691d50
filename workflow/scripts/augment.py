"""Change the training pairs of one data set as an augmentation says."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from pydantic import TypeAdapter

    from lingmix.augment.code_switching import code_switch
    from lingmix.config.augmentation import AugmentationSpec
    from lingmix.lexicon.lookup import Lexicon
    from lingmix.store import read_table, write_json, write_table

    name, seed = snakemake.wildcards.augmentation, int(snakemake.wildcards.seed)
    done = code_switch(
        read_table(Path(snakemake.input.pairs)),
        Lexicon([read_table(Path(path)) for path in snakemake.input.lexicons]),
        TypeAdapter(AugmentationSpec).validate_python(snakemake.params.spec),
        seed=seed,
        where=f"augmentations.{name}",
    )
    about = {"augmentation": name, "seed": seed, "dataset": snakemake.wildcards.dataset}
    write_table(done.pairs, Path(snakemake.output.pairs))
    write_json(about | done.report, Path(snakemake.output.report))
