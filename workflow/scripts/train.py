"""Train one run on the batches of its plan."""

import shutil
from pathlib import Path

from lingmix.console import reporting
from lingmix.warm import hand_over

if snakemake.resources.warm:
    hand_over("sentence_transformers", threads=snakemake.threads)
with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.card import training_card
    from lingmix.config.objective import term_classes
    from lingmix.config.train import Optimisation
    from lingmix.disk import whole
    from lingmix.encoders.load import load, prefixes
    from lingmix.provenance import environment, folder_digest, value_digest
    from lingmix.store import alone, read_table, write_json, write_text
    from lingmix.told import told
    from lingmix.train.checkpoints import interval
    from lingmix.train.extras import extras
    from lingmix.train.rows import training_rows
    from lingmix.train.run import train
    from lingmix.train.usage import Usage
    from lingmix.train.validation import held_out

    spec, paths = snakemake.params.spec, snakemake.input
    optimisation = Optimisation(**spec["optimisation"])
    terms = {name: term_classes()[name](**values) for name, values in spec["terms"].items()}
    tables = [read_table(Path(path)) for path in paths.pairs]
    rows = training_rows(read_table(Path(paths.plan)), tables, optimisation.hard_negatives)
    held = next((held_out(read_table(Path(path)), spec["batch_size"]) for path in paths.validation), None)
    encoder = Path(paths.encoder)
    digests = {"encoder": folder_digest(encoder), "rows": rows.digest(), "held out": held and held.rows.digest()}
    # not an output: Snakemake deletes outputs before a job starts, and these are what it resumes from
    checkpoints = Path(snakemake.output.model).parent / "checkpoints"
    own = checkpoints / value_digest({**spec, **digests})
    facts, trackers = told(snakemake.config, snakemake.wildcards.run, Path(snakemake.params.tracking))
    with alone(checkpoints), Usage() as usage:
        model = load(encoder, trust_remote_code=spec["trust_remote_code"])
        record = train(
            model,
            rows,
            terms,
            optimisation,
            batch_size=spec["batch_size"],
            seed=spec["seed"],
            checkpoints=own,
            extras=extras(model, terms, tables, teachers=spec["teachers"], lexicons=paths.lexicons, seed=spec["seed"]),
            validation=held,
            trackers=trackers,
            tracked_as=snakemake.wildcards.run,
            checkpoint_seconds=interval(),
            plan=paths.plan,
        )
        about = {"run": snakemake.wildcards.run, "prefixes": prefixes(model)}
        about |= {**usage.so_far(), **environment(snakemake.threads)}
        card = training_card(facts, prefixes=about["prefixes"], versions=about["versions"])
        with whole(Path(snakemake.output.model)) as part:
            model.save_pretrained(str(part))
            write_text(card, part / "README.md")
        write_json(about | record, Path(snakemake.output.record))
        shutil.rmtree(checkpoints)
