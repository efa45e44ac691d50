"""Count the passages of a shard that beat each relevant passage of a benchmark."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.data.tables import judgement_rows, query_rows
    from lingmix.embeddings import read
    from lingmix.index import open_vectors
    from lingmix.metrics.sharded import count
    from lingmix.store import about, read_table, write_table

    queries = query_rows(snakemake.input.queries)
    shard = snakemake.params.shard
    _, vectors = open_vectors(Path(snakemake.input.index))
    found = count(
        queries,
        judgement_rows(snakemake.input.qrels),
        [read_table(Path(path)) for path in snakemake.input.judged],
        shard,
        about(Path(snakemake.input.judged[shard]))["pools"],
        read(Path(snakemake.input.query_vectors), len(queries)),
        vectors,
        everywhere="multilingual" in snakemake.params.settings,
    )
    write_table(found, Path(snakemake.output[0]))
