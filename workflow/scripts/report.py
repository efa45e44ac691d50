"""The study as one page."""

import json
from pathlib import Path

import pandas as pd

from lingmix.config.published import Tolerance
from lingmix.config.study import Run
from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.report.content import Content, Licence
    from lingmix.report.files import links, read_figures, run_files
    from lingmix.report.page import page
    from lingmix.store import about, read_table, write_text

    inputs, params = snakemake.input, snakemake.params
    folder = f"{Path(snakemake.output[0]).parent}/"

    def read_json(path: str | None) -> dict | None:
        """A JSON file, or None where a study has none."""
        return json.loads(Path(path).read_text(encoding="utf-8")) if path else None

    def read_optional(path: str | None) -> pd.DataFrame | None:
        """A table, or None where a study has none."""
        return read_table(Path(path)) if path else None

    runs = [Run(**run) for run in params.runs]
    trained = [run.id for run in runs if run.trained]
    made = about(Path(inputs.table))
    content = Content(
        study=params.study,
        table=read_table(Path(inputs.table)),
        metrics=params.metrics,
        runs=runs,
        baseline=params.baseline,
        conclusion=read_json(inputs.get("conclusion")),
        effects=read_optional(inputs.get("effects")),
        exposure=read_table(Path(inputs.exposure)),
        factors=read_optional(inputs.get("factors")),
        reproduction=read_optional(inputs.get("reproduction")),
        tolerance=Tolerance.model_validate(params.tolerance),
        worst={tuple(key): read_table(Path(file)) for key, file in zip(params.worst, inputs.worst, strict=True)},
        figures=read_figures(inputs.figures, folder),
        remarks=(read_json(inputs.get("leakage")) or {}).get("footnotes", {}),
        licences=[Licence(**one) for one in params.licences],
        records={run: read_json(path) for run, path in zip(trained, inputs.records, strict=True)},
        versions=made.get("versions", []),
        machines=made.get("machines", []),
        resolved=Path(inputs.resolved).read_text(encoding="utf-8"),
        links=links(params.files, folder),
        run_files=run_files(list(snakemake.input), folder),
        folder=folder,
        options=params.options,
    )
    write_text(page(content), Path(snakemake.output[0]))
