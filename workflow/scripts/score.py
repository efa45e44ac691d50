"""Rank the relevant passages of a benchmark and compute its metrics."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.data.tables import read_retrieval
    from lingmix.embeddings import read
    from lingmix.index import open_vectors
    from lingmix.metrics.bitext import bitexts
    from lingmix.metrics.ranks import rank_table
    from lingmix.metrics.result import write_result
    from lingmix.metrics.score import score

    data = read_retrieval(snakemake.input, texts=False)
    size, passages = open_vectors(Path(snakemake.input.index))
    queries = read(Path(snakemake.input.query_vectors), len(data.queries))
    settings, names = snakemake.params.settings, snakemake.params.metrics
    ranks = rank_table(data, queries, passages, size, everywhere="multilingual" in settings)
    metrics = score(ranks, data, names, settings, bitexts(data, queries, passages, names))
    axes = {**snakemake.params.run, "benchmark": snakemake.wildcards.benchmark}
    write_result(ranks, metrics, axes, snakemake.params.fingerprint, snakemake.threads, dict(snakemake.output.items()))
