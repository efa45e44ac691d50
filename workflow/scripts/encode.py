"""Embed a benchmark's queries and passages."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.encode import encode, write
    from lingmix.encoders.load import load, prefixes
    from lingmix.store import read_table

    model = load(Path(snakemake.input.model), trust_remote_code=snakemake.params.trust_remote_code)
    for table, prefix in zip(("queries", "passages"), prefixes(model), strict=True):
        texts = read_table(Path(snakemake.input[table]), ["text"])["text"].tolist()
        write(encode(model, texts, prefix=prefix), Path(snakemake.output[table]))
