"""Put the counts of a benchmark's shards together to ranks, and compute its metrics."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.data.tables import judgement_rows, query_rows
    from lingmix.metrics.result import write_result
    from lingmix.metrics.score import score
    from lingmix.metrics.sharded import merged
    from lingmix.store import about, read_table

    settings = snakemake.params.settings
    ranks, data = merged(
        query_rows(snakemake.input.queries),
        judgement_rows(snakemake.input.qrels),
        [read_table(Path(path)) for path in snakemake.input.counts],
        [about(Path(path))["pools"] for path in snakemake.input.judged],
        everywhere="multilingual" in settings,
    )
    metrics = score(ranks, data, snakemake.params.metrics, settings)
    axes = {**snakemake.params.run, "benchmark": snakemake.wildcards.benchmark}
    write_result(ranks, metrics, axes, snakemake.params.fingerprint, snakemake.threads, dict(snakemake.output.items()))
