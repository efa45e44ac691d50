"""Print the tables and where their files are."""

import json
from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], show=True):
    from lingmix.store import read_table
    from lingmix.table.terminal import show, show_exposure

    report = snakemake.input.get("leakage")
    remarks = json.loads(Path(report).read_text(encoding="utf-8"))["footnotes"] if report else None
    show(read_table(Path(snakemake.input.table)), snakemake.params.metrics, remarks)
    show_exposure(read_table(Path(snakemake.input.exposure)), snakemake.params.metrics)
    folder = Path(snakemake.input.table).parent
    print(f"\nTables: {folder}/ablation.{{md,tex,csv,parquet}}, {folder}/exposure.{{md,csv,parquet}}")
    print(f"Figures: {folder}/figures/")
