"""Train one run on the batches of its plan."""

import shutil
from pathlib import Path

from lingmix.console import reporting
from lingmix.devices import claimed
from lingmix.warm import hand_over

resources = snakemake.resources
processes = resources.get("processes") or max(1, resources.gpu)
if resources.warm and processes == 1:
    hand_over("sentence_transformers", threads=snakemake.threads)
with reporting(snakemake.log[0], threads=snakemake.threads), claimed(resources.gpu):
    from lingmix.store import alone
    from lingmix.told import told
    from lingmix.train.job import Job
    from lingmix.train.launch import launch

    paths, output = snakemake.input, snakemake.output
    # not an output: Snakemake deletes outputs before a job starts, and these are what it resumes from
    checkpoints = Path(output.model).parent / "checkpoints"
    facts, trackers = told(snakemake.config, snakemake.wildcards.run, Path(snakemake.params.tracking))
    job = Job(
        run=snakemake.wildcards.run,
        spec=snakemake.params.spec,
        encoder=paths.encoder,
        plan=paths.plan,
        pairs=paths.pairs,
        lexicons=paths.lexicons,
        validation=paths.validation,
        model=output.model,
        record=output.record,
        checkpoints=checkpoints,
        facts=facts,
        trackers=trackers,
        threads=max(1, snakemake.threads // processes),
        processes=processes,
    )
    with alone(checkpoints):
        launch(job, nodes=resources.get("nodes", 1))
        shutil.rmtree(checkpoints)
