"""The passages in one shard of a benchmark of the registry."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.data import registry
    from lingmix.data.shards import write_shard

    dataset = registry.get(snakemake.wildcards.dataset)
    write_shard(dataset.shard(Path(snakemake.input[0])), Path(snakemake.output[0]), name=snakemake.input[0])
