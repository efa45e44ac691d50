"""A model card for every trained run."""

import json
from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    import pandas as pd

    from lingmix.card import card, facts
    from lingmix.config.study import Study
    from lingmix.metrics.score import MACRO
    from lingmix.store import read_table, write_text

    columns = ["benchmark", "setting", "query_lang", "metric", "value", "queries"]

    def macro(paths: list[str]) -> pd.DataFrame:
        """The macro values of one run on all benchmarks."""
        table = pd.concat([read_table(Path(path), columns) for path in paths], ignore_index=True)
        return table[table["query_lang"] == MACRO]

    study = Study.model_validate(snakemake.params.study)
    each = len(study.evaluate)
    paths = {run: snakemake.input.metrics[number * each : (number + 1) * each] for number, run in enumerate(study.runs)}
    untrained = {run: macro(paths[run.id]) for run in study.runs.values() if not run.trained}
    trained = [run for run in study.runs.values() if run.trained]
    for run, record, output in zip(trained, snakemake.input.records, snakemake.output, strict=True):
        before = study.before(run)
        text = card(
            facts(study, run),
            json.loads(Path(record).read_text(encoding="utf-8")),
            macro(paths[run.id]),
            untrained[before] if before else None,
            folder=str(Path(output).parent / "model"),
            options=snakemake.params.options,
        )
        write_text(text, Path(output))
