"""The training pairs of a data set of the registry."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.data import registry
    from lingmix.store import write_table

    pairs = registry.get(snakemake.wildcards.dataset).pairs(Path(snakemake.params.raw))
    write_table(pairs, Path(snakemake.output[0]))
