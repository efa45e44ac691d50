"""Ours beside published values."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.config.published import Tolerance
    from lingmix.stats.correspondence import Correspondence
    from lingmix.stats.published import reproductions
    from lingmix.store import read_table, write_table, write_text
    from lingmix.table.reproduction_text import reproduction_markdown

    params = snakemake.params
    tolerance = Tolerance.model_validate(params.tolerance)
    found = reproductions(
        read_table(Path(snakemake.input.table)), Correspondence.from_json(params.correspondence), tolerance
    )
    write_table(found, Path(snakemake.output.parquet))
    write_text(found.to_csv(index=False, float_format="%.6g"), Path(snakemake.output.csv))
    text = reproduction_markdown(found, params.settings, tolerance, study=params.study)
    write_text(text, Path(snakemake.output.md))
