"""A benchmark in the formats of BEIR and TREC."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.data.tables import read_retrieval
    from lingmix.export import beir, trec
    from lingmix.export.pools import pools

    data = read_retrieval(snakemake.input, texts=False)
    found = pools(data, snakemake.params.settings)
    beir.write_benchmark(data, found, snakemake.input.passages, Path(snakemake.output.beir))
    trec.write_benchmark(data, found, snakemake.input.passages, Path(snakemake.output.trec))
