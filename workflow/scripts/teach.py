"""Embed the queries and passages of training pairs with a teacher."""

from pathlib import Path

from lingmix.console import reporting
from lingmix.devices import claimed

with reporting(snakemake.log[0], threads=snakemake.threads), claimed(snakemake.resources.gpu):
    from lingmix.embeddings import write
    from lingmix.encode import encode
    from lingmix.encoders.load import load, prefixes
    from lingmix.store import read_table

    model = load(Path(snakemake.input.encoder), trust_remote_code=snakemake.params.trust_remote_code)
    pairs = read_table(Path(snakemake.input.pairs), ["query", "passage"])
    for column, output, prefix in zip(("query", "passage"), snakemake.output, prefixes(model), strict=True):
        write(encode(model, pairs[column].tolist(), prefix=prefix), Path(output))
