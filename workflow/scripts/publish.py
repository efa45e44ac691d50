"""Show what of a run goes to the hub, and upload it unless this is a dry run."""

import json
from pathlib import Path

from lingmix.console import reporting

chosen = snakemake.params.publish

with reporting(snakemake.log[0], show=True, progress=not chosen["dry_run"]):
    import sys

    import pandas as pd

    from lingmix import __version__
    from lingmix.card import card, facts
    from lingmix.config.study import Study
    from lingmix.metrics.score import MACRO
    from lingmix.publish.contents import contents, listing
    from lingmix.publish.upload import look, upload
    from lingmix.store import read_table

    columns = ["benchmark", "setting", "query_lang", "metric", "value", "queries"]

    def macro(paths: list[str]) -> pd.DataFrame | None:
        """The macro values of one run on all benchmarks; None without a run."""
        tables = [read_table(Path(path), columns) for path in paths]
        return (
            pd.concat([table[table["query_lang"] == MACRO] for table in tables], ignore_index=True) if tables else None
        )

    study = Study.model_validate(snakemake.params.study)
    run, repo, private = study.run(chosen["run"]), chosen["repo"], chosen["private"]
    record, scores = Path(snakemake.input.record), macro(snakemake.input.metrics)
    text = card(
        facts(study, run),
        json.loads(record.read_text(encoding="utf-8")),
        scores,
        macro(snakemake.input.untrained),
        folder=repo,
        options=snakemake.params.options,
    )
    items = contents(Path(snakemake.input.model), card=text, record=record, scores=scores)
    print(f"{run.id} of the study {study.study}:")
    print(listing(items, look(repo), private=private), end="\n\n", flush=True)
    if chosen["dry_run"]:
        print(text, file=sys.stderr)
        print(f"nothing was uploaded: dry_run (the card as it would be: {snakemake.log[0]})")
    else:
        made = upload(
            items, repo, private=private, message=f"lingmix {__version__}: {run.id} of the study {study.study}"
        )
        print(
            f"uploaded: {made.url}" if made.new else f"nothing was uploaded: the hub has these very files ({made.url})"
        )
