"""A training job, from the files of other stages to a model and its record, or one of several processes that do it.

Run as ``python -m lingmix.train.job JOB.json`` by :mod:`lingmix.train.launch` where several do.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from lingmix.errors import LingmixError


class Job(BaseModel):
    """What a job is given, as JSON says it too.

    Attributes:
        run: the run's id.
        spec: what decides its result besides files: ``terms``, ``optimisation``, ``batch_size``, ``seed``,
            ``trust_remote_code``, ``teachers`` (folders by name), and anything that names the code behind it.
        encoder: the folder of the model to start from.
        plan, pairs, lexicons, validation: tables; of the last at most one.
        model, record: where the model and what is said of its training go.
        checkpoints: a folder of this run's own, to resume from; whoever has the job done deletes it.
        facts: what the model card says of the run.
        trackers: see :func:`lingmix.train.run.train`.
        threads: of one process.
        processes: how many there are.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    run: str
    spec: dict[str, Any]
    encoder: Path
    plan: Path
    pairs: tuple[Path, ...]
    lexicons: tuple[Path, ...] = ()
    validation: tuple[Path, ...] = ()
    model: Path
    record: Path
    checkpoints: Path
    facts: dict[str, Any]
    trackers: tuple[str, ...] = ()
    threads: int = 1
    processes: int = 1


def work(job: Job) -> None:
    """Train, and in the first of several processes write the model, then its record.

    Raises:
        LingmixError: the data, the encoder or the machine does not allow what is asked for, or the training diverged.
    """
    from lingmix.card import training_card
    from lingmix.config.objective import term_classes
    from lingmix.config.train import Optimisation
    from lingmix.disk import whole
    from lingmix.encoders.load import load, prefixes
    from lingmix.provenance import environment, folder_digest, value_digest
    from lingmix.store import read_table, write_json, write_text
    from lingmix.train.checkpoints import interval
    from lingmix.train.extras import extras
    from lingmix.train.rows import training_rows
    from lingmix.train.run import train
    from lingmix.train.usage import Usage
    from lingmix.train.validation import held_out

    spec = job.spec
    optimisation = Optimisation(**spec["optimisation"])
    terms = {name: term_classes()[name](**values) for name, values in spec["terms"].items()}
    tables = [read_table(path) for path in job.pairs]
    rows = training_rows(read_table(job.plan), tables, optimisation.hard_negatives)
    held = next((held_out(read_table(path), spec["batch_size"]) for path in job.validation), None)
    digests = {"encoder": folder_digest(job.encoder), "rows": rows.digest(), "held out": held and held.rows.digest()}
    own = job.checkpoints / value_digest({**spec, **digests})
    with Usage() as usage:
        model = load(job.encoder, trust_remote_code=spec["trust_remote_code"])
        found = train(
            model,
            rows,
            terms,
            optimisation,
            batch_size=spec["batch_size"],
            seed=spec["seed"],
            checkpoints=own,
            extras=extras(model, terms, tables, teachers=spec["teachers"], lexicons=job.lexicons, seed=spec["seed"]),
            validation=held,
            trackers=job.trackers,
            tracked_as=job.run,
            checkpoint_seconds=interval(),
            plan=str(job.plan),
        )
        if rank():
            return
        about = {"run": job.run, "prefixes": prefixes(model), **usage.so_far()}
        about |= {**environment(job.threads), "processes": job.processes}
        with whole(job.model) as part:
            model.save_pretrained(str(part))
            write_text(
                training_card(job.facts, prefixes=about["prefixes"], versions=about["versions"]), part / "README.md"
            )
        write_json(about | found, job.record)


def rank() -> int:
    """This process's number among those that share a job, the first's being 0."""
    return int(os.environ.get("RANK", "0"))


def _main(path: Path) -> None:
    job = Job.model_validate_json(path.read_text(encoding="utf-8"))
    try:
        work(job)
    except LingmixError as error:
        path.with_name(f"error.{rank()}").write_text(str(error), encoding="utf-8")
        raise


if __name__ == "__main__":
    from lingmix.train.launch import end_with_parent

    end_with_parent()
    _main(Path(sys.argv[1]))
