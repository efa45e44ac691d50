"""The training pairs of a union of data sets of the registry."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.data.tables import joined_pairs
    from lingmix.store import write_table

    write_table(joined_pairs(snakemake.input, snakemake.wildcards.dataset), Path(snakemake.output[0]))
