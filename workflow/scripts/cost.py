"""Print what the study will take and has taken."""

import shutil
from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], show=True):
    from lingmix.config.load import load
    from lingmix.cost.jobs import jobs_of
    from lingmix.cost.measured import is_done, points, taken
    from lingmix.cost.predict import as_json, forecast
    from lingmix.cost.reference import reference
    from lingmix.cost.studies import others, rates_of
    from lingmix.cost.text import show
    from lingmix.store import write_json

    params = snakemake.params
    study, folder = load(params.study), Path(params.folder)
    jobs = jobs_of(study, folder.parent)
    shipped = reference()
    rates = [*others(folder.parent, study.study, shipped), *shipped]
    found = forecast(
        jobs,
        [is_done(job, folder) for job in jobs],
        [taken(job, folder) for job in jobs],
        rates,
        rates_of(points(jobs, folder), "this study's jobs so far", rates),
        device="gpu" if params.cluster or shutil.which("nvidia-smi") else "cpu",
        cores=params.cores,
        gpus=params.gpus,
    )
    show(found, study.study)
    write_json(as_json(found), folder / "cost.json")
