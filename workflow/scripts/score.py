"""Rank the relevant passages of a benchmark and compute its metrics."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.data.tables import read_retrieval
    from lingmix.embeddings import read
    from lingmix.index import open_vectors
    from lingmix.metrics.bitext import bitexts
    from lingmix.metrics.ranks import rank_table
    from lingmix.metrics.score import score
    from lingmix.provenance import versions
    from lingmix.store import write_table

    data = read_retrieval(snakemake.input, texts=False)
    size, passages = open_vectors(Path(snakemake.input.index))
    queries = read(Path(snakemake.input.query_vectors), len(data.queries))
    ranks = rank_table(data, queries, passages, size)
    names = snakemake.params.metrics
    metrics = score(ranks, data, names, snakemake.params.settings, bitexts(data, queries, passages, names))
    axes = {**snakemake.params.run, "benchmark": snakemake.wildcards.benchmark}
    for position, (column, value) in enumerate(axes.items()):
        metrics.insert(position, column, value)
    about = {"fingerprint": snakemake.params.fingerprint, "versions": versions()}
    write_table(ranks, Path(snakemake.output.ranks), about=about)
    write_table(metrics, Path(snakemake.output.metrics), about=about)
