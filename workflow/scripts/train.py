"""Train one run on the batches of its plan."""

import shutil
import time
from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.config.objective import term_classes
    from lingmix.config.train import Optimisation
    from lingmix.encoders.load import load
    from lingmix.provenance import environment, folder_digest, value_digest
    from lingmix.store import alone, read_table, write_json
    from lingmix.train.batches import rows_digest, training_rows
    from lingmix.train.run import train

    spec = snakemake.params.spec
    optimisation = Optimisation(**spec["optimisation"])
    rows = training_rows(
        read_table(Path(snakemake.input.plan)),
        [read_table(Path(path)) for path in snakemake.input.pairs],
        optimisation.hard_negatives,
    )
    encoder = Path(snakemake.input.encoder)
    key = value_digest({**spec, "encoder": folder_digest(encoder), "rows": rows_digest(rows)})
    # not an output: Snakemake deletes outputs before a job starts, and these are what it resumes from
    checkpoints = Path(snakemake.output.model).parent / "checkpoints"
    with alone(checkpoints):
        model = load(encoder, trust_remote_code=spec["trust_remote_code"])
        start = time.perf_counter()
        log = train(
            model,
            rows,
            {name: term_classes()[name](**values) for name, values in spec["terms"].items()},
            optimisation,
            batch_size=spec["batch_size"],
            seed=spec["seed"],
            checkpoints=checkpoints / key,
        )
        model.save_pretrained(snakemake.output.model)
        record = {"run": snakemake.wildcards.run, "seconds": round(time.perf_counter() - start, 1), "log": log}
        write_json(record | environment(snakemake.threads), Path(snakemake.output.record))
        shutil.rmtree(checkpoints)
