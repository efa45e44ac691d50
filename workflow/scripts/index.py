"""Index a run's passages."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.index import build, write

    write(build(Path(snakemake.input[0]), snakemake.params.factory), Path(snakemake.output[0]))
