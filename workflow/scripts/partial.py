"""The table of what has finished so far; cells with a missing seed are shown as missing."""

import json
from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], show=True):
    from lingmix.config.study import Run
    from lingmix.store import write_text
    from lingmix.table.ablation import ablation, macro_csv
    from lingmix.table.exposure import exposure_table
    from lingmix.table.progress import finished_metrics
    from lingmix.table.render import markdown
    from lingmix.table.seen import seen_by_run
    from lingmix.table.terminal import show, show_exposure

    entries = snakemake.params.runs
    runs = [Run(**entry["run"]) for entry in entries]
    baseline = snakemake.params.baseline
    plans = [path for path in map(Path, snakemake.params.plans) if path.is_file()]
    summaries = [json.loads(path.read_text(encoding="utf-8")) for path in plans]
    seen = seen_by_run(runs, summaries, snakemake.params.translating)
    metrics = finished_metrics(entries)
    table = ablation(metrics, runs, baseline, snakemake.params.benchmarks, seen)
    folder = Path(snakemake.params.folder)
    text = markdown(table, snakemake.params.metrics, study=snakemake.params.study, baseline=baseline)
    write_text(text, folder / "partial.md")
    write_text(macro_csv(table), folder / "partial.csv")
    show(table, snakemake.params.metrics)
    show_exposure(exposure_table(table, metrics, baseline), snakemake.params.metrics)
    print(f"\nTables: {folder}/partial.md, {folder}/partial.csv")
