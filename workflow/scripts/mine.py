"""The training pairs of another data set with hard negatives that an encoder finds."""

from pathlib import Path

from lingmix.console import reporting
from lingmix.devices import claimed

with reporting(snakemake.log[0], threads=snakemake.threads), claimed(snakemake.resources.gpu):
    from lingmix.config.dataset import Mined
    from lingmix.data.mined import mine, shortfall
    from lingmix.encoders.load import load
    from lingmix.store import read_table, write_json, write_table

    spec = Mined(**snakemake.params.spec)
    model = load(Path(snakemake.input.encoder), trust_remote_code=snakemake.params.trust_remote_code)
    mined = mine(read_table(Path(snakemake.input.pairs)), model, spec, snakemake.wildcards.dataset)
    write_table(mined, Path(snakemake.output.pairs))
    write_json(shortfall(mined, spec.negatives), Path(snakemake.output.report))
