"""Draw one figure of the study."""

import json
from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.config.study import Run
    from lingmix.figures.catalogue import FIGURES, drawing, figure
    from lingmix.figures.mixes import mix_table
    from lingmix.figures.quantiles import distance_quantiles
    from lingmix.figures.records import costs, courses
    from lingmix.figures.save import save
    from lingmix.figures.sizes import plan_sizes
    from lingmix.figures.theme import said
    from lingmix.store import read_table

    inputs, given = snakemake.input, snakemake.params.given
    sort, benchmark = figure(snakemake.wildcards.figure)

    def read(need: str) -> list[dict]:
        """The JSON files that a figure needs."""
        return [json.loads(Path(file).read_text(encoding="utf-8")) for file in inputs[need]]

    runs = [Run(**run) for run in given["runs"]]
    arguments = {
        "table": lambda: read_table(Path(inputs.table)),
        "values": lambda: read_table(Path(inputs.values)),
        "mixes": lambda: mix_table(given["mixes"]),
        "plans": lambda: plan_sizes(read("plans")),
        "distances": lambda: distance_quantiles(runs, [Path(file) for file in inputs.distances], read_table),
        "courses": lambda: courses(runs, read("courses")),
        "costs": lambda: costs(runs, read("costs")),
        "baseline": lambda: given["baseline"],
        "benchmark": lambda: benchmark,
        "metric": lambda: given["metric"],
    }
    chart = drawing(sort)(**{need: arguments[need]() for need in FIGURES[sort].needs})
    if chart is None:
        where = f" on {benchmark}" if benchmark else ""
        chart = said(sort, f"nothing to show of {FIGURES[sort].shows}{where}: no values")
        print(f"{snakemake.wildcards.figure}: nothing to show, no values")
    save(chart, *(Path(snakemake.output[kind]) for kind in ("svg", "pdf", "png", "json")))
