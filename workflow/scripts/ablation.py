"""Average the metrics of all runs over their seeds, and over what training did and did not see."""

import json
from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    import pandas as pd

    from lingmix.config.study import Run
    from lingmix.store import read_table, write_table, write_text
    from lingmix.table.ablation import ablation, macro_csv
    from lingmix.table.exposure import exposure_table
    from lingmix.table.made_with import made_with
    from lingmix.table.seen import seen_by_run

    metrics = pd.concat([read_table(Path(path)) for path in snakemake.input.metrics], ignore_index=True)
    plans = [json.loads(Path(path).read_text(encoding="utf-8")) for path in snakemake.input.plans]
    runs = [Run(**run) for run in snakemake.params.runs]
    trained = [run.id for run in runs if run.trained]
    each = len(snakemake.input.metrics) // len(runs)
    scored = {run.id: snakemake.input.metrics[number * each :][:each] for number, run in enumerate(runs)}
    records = dict(zip(trained, snakemake.input.records, strict=True))
    made = {"versions": made_with(scored, records), "machines": made_with(scored, records, key="made_on")}
    baseline = snakemake.params.baseline
    table = ablation(metrics, runs, baseline, seen=seen_by_run(runs, plans, snakemake.params.translating))
    exposure = exposure_table(table, metrics, baseline)
    write_table(table, Path(snakemake.output.parquet), about=made)
    write_text(macro_csv(table), Path(snakemake.output.csv))
    write_table(exposure, Path(snakemake.output.exposure))
    write_text(exposure.to_csv(index=False, float_format="%.6f"), Path(snakemake.output.exposure_csv))
