"""Print the data sets that a study can name."""

from lingmix.console import reporting

with reporting(snakemake.log[0], show=True):
    from lingmix.table.terminal import show_datasets

    show_datasets(snakemake.params.datasets)
