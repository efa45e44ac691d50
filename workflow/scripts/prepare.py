"""The uniform tables of a benchmark of the registry."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.data import registry
    from lingmix.data.tables import write_retrieval

    data = registry.get(snakemake.wildcards.dataset).retrieval(Path(snakemake.params.raw))
    write_retrieval(data, snakemake.output)
