"""The tables as Markdown, the ablation table as LaTeX too."""

import json
from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.store import about, read_table, write_text
    from lingmix.table.footers import footers
    from lingmix.table.render import exposure_markdown, latex, markdown

    metrics, study = snakemake.params.metrics, snakemake.params.study
    table = read_table(Path(snakemake.input.table))
    report = snakemake.input.get("leakage")
    leakage = json.loads(Path(report).read_text(encoding="utf-8"))["footnotes"] if report else {}
    said = json.loads(Path(snakemake.input.conclusion).read_text(encoding="utf-8"))["benchmarks"]
    made = about(Path(snakemake.input.table))
    shared = {
        "study": study,
        "baseline": snakemake.params.baseline,
        "remarks": footers(leakage, snakemake.params.licences, made.get("versions", []), made.get("machines", [])),
        "effects": read_table(Path(snakemake.input.effects)),
    }
    write_text(markdown(table, metrics, **shared, said=said), Path(snakemake.output.md))
    write_text(latex(table, metrics, **shared), Path(snakemake.output.tex))
    exposure = exposure_markdown(read_table(Path(snakemake.input.exposure)), metrics, study=study)
    write_text(exposure, Path(snakemake.output.exposure))
