"""The uniform tables of a study's own data set."""

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.data.resolve import own_retrieval
    from lingmix.data.tables import write_retrieval

    data = own_retrieval(snakemake.params.spec, dict(snakemake.input.items()), snakemake.wildcards.dataset)
    write_retrieval(data, snakemake.output)
