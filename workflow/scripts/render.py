"""The ablation table as Markdown and LaTeX."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.store import read_table, write_text
    from lingmix.table.render import latex, markdown

    table = read_table(Path(snakemake.input[0]))
    for render, path in ((markdown, snakemake.output.md), (latex, snakemake.output.tex)):
        text = render(table, snakemake.params.metrics, study=snakemake.params.study, baseline=snakemake.params.baseline)
        write_text(text, Path(path))
