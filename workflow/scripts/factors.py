"""What each factor of the study does to each metric."""

import json
from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    import pandas as pd
    from pydantic import TypeAdapter

    from lingmix.config.mix import Mix
    from lingmix.config.study import Run
    from lingmix.stats.factors import factors
    from lingmix.store import read_table, write_table, write_text
    from lingmix.table.factor_text import factors_markdown
    from lingmix.table.seen import seen_by_run

    params = snakemake.params
    metrics = pd.concat([read_table(Path(path)) for path in snakemake.input.metrics], ignore_index=True)
    plans = [json.loads(Path(path).read_text(encoding="utf-8")) for path in snakemake.input.plans]
    runs = [Run(**run) for run in params.runs]
    mixes = TypeAdapter(dict[str, Mix]).validate_python(params.mixes)
    found = factors(metrics, runs, mixes, seen_by_run(runs, plans, params.translating), params.metrics)
    write_table(found, Path(snakemake.output.parquet))
    write_text(found.to_csv(index=False, float_format="%.6g"), Path(snakemake.output.csv))
    write_text(factors_markdown(found, study=params.study), Path(snakemake.output.md))
