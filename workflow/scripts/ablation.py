"""Average the metrics of all runs over their seeds."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    import pandas as pd

    from lingmix.config.study import Run
    from lingmix.store import read_table, write_table, write_text
    from lingmix.table.ablation import ablation, macro_csv

    metrics = pd.concat([read_table(Path(path)) for path in snakemake.input], ignore_index=True)
    table = ablation(metrics, [Run(**run) for run in snakemake.params.runs], snakemake.params.baseline)
    write_table(table, Path(snakemake.output.parquet))
    write_text(macro_csv(table), Path(snakemake.output.csv))
