"""A run's best candidates as TREC run files, one for each query language and pool."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.data.tables import read_retrieval
    from lingmix.embeddings import read
    from lingmix.export.ir_metadata import of_pool, with_platform
    from lingmix.export.pools import pools
    from lingmix.export.retrieve import retrieve
    from lingmix.export.trec import write_run
    from lingmix.passages import open_passages
    from lingmix.provenance import environment

    params, folder = snakemake.params, Path(snakemake.output[0])
    data = read_retrieval(snakemake.input, texts=False)
    passages = open_passages(snakemake.input.index, snakemake.params.shards)
    queries = read(Path(snakemake.input.query_vectors), len(data.queries))
    metadata = with_platform(params.about, environment(snakemake.threads), params.command)
    for pool, found in retrieve(pools(data, params.settings), queries, passages, params.depth):
        path = folder / f"{pool.path}.run.gz"
        write_run(found, data, path, tag=snakemake.wildcards.run, metadata=of_pool(metadata, pool))
