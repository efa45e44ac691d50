"""The table of what has finished so far; cells with a missing seed are shown as missing."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], show=True):
    from lingmix.config.study import Run
    from lingmix.store import write_text
    from lingmix.table.ablation import ablation, macro_csv
    from lingmix.table.progress import finished_metrics
    from lingmix.table.render import markdown
    from lingmix.table.terminal import show

    entries = snakemake.params.runs
    runs = [Run(**entry["run"]) for entry in entries]
    baseline = snakemake.params.baseline
    benchmarks = list(dict.fromkeys(benchmark for entry in entries for benchmark in entry["metrics"]))
    table = ablation(finished_metrics(entries), runs, baseline, benchmarks)
    folder = Path(snakemake.params.folder)
    text = markdown(table, snakemake.params.metrics, study=snakemake.params.study, baseline=baseline)
    write_text(text, folder / "partial.md")
    write_text(macro_csv(table), folder / "partial.csv")
    show(table, snakemake.params.metrics)
    print(f"\nTables: {folder}/partial.md, {folder}/partial.csv")
