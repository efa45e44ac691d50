"""Embed a benchmark's queries, its passages, or both."""

from pathlib import Path

from lingmix.console import reporting
from lingmix.devices import claimed

with reporting(snakemake.log[0], threads=snakemake.threads), claimed(snakemake.resources.gpu):
    from lingmix.data.tables import query_rows
    from lingmix.embeddings import write
    from lingmix.encode import encode, encode_passages
    from lingmix.encoders.bag import read_bag
    from lingmix.encoders.load import load, prefixes

    folder = Path(snakemake.input.model)
    model = read_bag(folder) or load(folder, trust_remote_code=snakemake.params.trust_remote_code)
    asking, answering = prefixes(model)
    made = dict(snakemake.output.items())
    if "queries" in made:
        queries = query_rows(snakemake.input.queries)["text"].tolist()
        write(encode(model, queries, prefix=asking), Path(made["queries"]))
    if "passages" in made:
        prefix = asking if snakemake.params.symmetric else answering
        encode_passages(model, snakemake.input.passages, Path(made["passages"]), prefix=prefix)
