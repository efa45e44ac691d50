"""Print the ablation table and where its files are."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], show=True):
    from lingmix.store import read_table
    from lingmix.table.terminal import show

    show(read_table(Path(snakemake.input.table)), snakemake.params.metrics)
    folder = Path(snakemake.input.table).parent
    print(f"\nTables: {folder}/ablation.{{md,tex,csv,parquet}}   Figures: {folder}/figures/")
