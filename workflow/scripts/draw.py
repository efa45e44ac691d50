"""Draw the batches of one mix and seed."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from pydantic import TypeAdapter

    from lingmix.config.mix import Mix
    from lingmix.config.train import Sampling
    from lingmix.plan.catalogue import COLUMNS, catalogue
    from lingmix.plan.draw import draw, summary
    from lingmix.store import read_table, write_json, write_table

    groups = catalogue([read_table(Path(path), COLUMNS) for path in snakemake.input])
    mix = TypeAdapter(Mix).validate_python(snakemake.params.mix)
    seed = int(snakemake.wildcards.seed)
    plan = draw(groups, mix, Sampling(**snakemake.params.sampling), seed, name=snakemake.wildcards.mix)
    write_table(plan, Path(snakemake.output.plan))
    write_json(
        {"mix": snakemake.wildcards.mix, "seed": seed, **summary(plan, groups, mix, seed)},
        Path(snakemake.output.summary),
    )
