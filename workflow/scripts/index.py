"""Index a run's passages."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    import numpy as np

    from lingmix.index import build, write

    passages = np.load(snakemake.input[0], allow_pickle=False)
    write(build(passages, snakemake.params.factory), Path(snakemake.output[0]))
