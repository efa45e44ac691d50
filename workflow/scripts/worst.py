"""The queries that a run serves worst on a benchmark."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.data.tables import read_retrieval
    from lingmix.embeddings import read
    from lingmix.export.pools import pools
    from lingmix.index import open_vectors
    from lingmix.report.worst import worst
    from lingmix.store import read_table, write_table

    data = read_retrieval(snakemake.input, texts=False)
    _, passages = open_vectors(Path(snakemake.input.index))
    queries = read(Path(snakemake.input.query_vectors), len(data.queries))
    found = worst(
        data,
        pools(data, snakemake.params.settings),
        read_table(Path(snakemake.input.ranks)),
        queries,
        passages,
        snakemake.input.passages,
    )
    write_table(found, Path(snakemake.output[0]))
