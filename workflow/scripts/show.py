"""Print the tables and where their files are."""

import json
from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], show=True):
    from lingmix.store import about, read_table
    from lingmix.table.factor_text import essence
    from lingmix.table.footers import differing_versions
    from lingmix.table.reproduction_text import reproduction_sentences
    from lingmix.table.terminal import show, show_conclusion, show_exposure

    report = snakemake.input.get("leakage")
    leakage = json.loads(Path(report).read_text(encoding="utf-8"))["footnotes"] if report else {}
    warned = differing_versions(about(Path(snakemake.input.table)).get("versions", []))
    remarks = {name: [*leakage.get(name, ()), *warned] for name in snakemake.params.metrics}
    effects, baseline = read_table(Path(snakemake.input.effects)), snakemake.params.baseline
    show(read_table(Path(snakemake.input.table)), snakemake.params.metrics, remarks, baseline, effects)
    first = {name: names[:1] for name, names in snakemake.params.metrics.items()}
    show_exposure(read_table(Path(snakemake.input.exposure)), first)
    show_conclusion(json.loads(Path(snakemake.input.conclusion).read_text(encoding="utf-8"))["benchmarks"])
    show_conclusion(essence(read_table(Path(snakemake.input.factors))))
    reproduction = snakemake.input.get("reproduction")
    if reproduction:
        show_conclusion({"": reproduction_sentences(read_table(Path(reproduction)))})
    folder = Path(snakemake.input.table).parent
    kinds = {"ablation": "md,tex,csv,parquet", "effects": "csv,parquet"}
    kinds |= dict.fromkeys(["exposure", "factors", *(["reproduction"] if reproduction else [])], "md,csv,parquet")
    print("\nTables: " + ", ".join(f"{folder}/{table}.{{{suffixes}}}" for table, suffixes in kinds.items()))
    print(f"Figures: {folder}/figures/\nAll of it on one page: {snakemake.input.page}")
