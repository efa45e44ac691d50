"""Values with intervals and differences between variants, on one benchmark."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.config.statistics import Statistics
    from lingmix.stats.design import RunKey
    from lingmix.stats.judge import judge
    from lingmix.store import read_table, write_table

    params = snakemake.params
    columns = ["group", "query_lang", "pool", "rank"]
    values, effects = judge(
        params.benchmark,
        (read_table(Path(path), columns) for path in snakemake.input.ranks),
        [RunKey(*run) for run in params.runs],
        [tuple(pair) for pair in params.comparisons],
        metrics=params.metrics,
        settings=params.settings,
        how=Statistics.model_validate(params.statistics),
    )
    write_table(values, Path(snakemake.output.values))
    write_table(effects, Path(snakemake.output.effects))
