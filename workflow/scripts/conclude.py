"""The differences of all benchmarks in one table, and what they amount to in words."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    import pandas as pd

    from lingmix.stats.conclusion import conclusion
    from lingmix.store import read_table, write_json, write_table, write_text

    values, effects = (
        pd.concat([read_table(Path(path)) for path in paths], ignore_index=True)
        for paths in (snakemake.input.values, snakemake.input.effects)
    )
    write_table(values, Path(snakemake.output.values))
    write_table(effects, Path(snakemake.output.effects))
    write_text(effects.to_csv(index=False, float_format="%.6g"), Path(snakemake.output.csv))
    write_json(conclusion(values, effects, snakemake.params.metrics), Path(snakemake.output.conclusion))
