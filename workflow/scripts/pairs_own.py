"""The training pairs of a study's own data set."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.data.resolve import own_pairs
    from lingmix.store import write_table

    pairs = own_pairs(snakemake.params.spec, dict(snakemake.input.items()), snakemake.wildcards.dataset)
    write_table(pairs, Path(snakemake.output[0]))
