"""Heat maps of a metric over query and passage language, one per variant."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.store import read_table
    from lingmix.table.heatmap import heatmap

    chart = heatmap(read_table(Path(snakemake.input[0])), snakemake.params.benchmark, snakemake.params.metric)
    chart.save(snakemake.output.svg)
    chart.save(snakemake.output.png, scale_factor=2)
