"""Which texts of the benchmarks are in the training sets; an error where they must not be."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    import pandas as pd

    from lingmix.data.shards import read_judged
    from lingmix.leakage.find import overlap
    from lingmix.leakage.report import footnotes, refuse, summary
    from lingmix.leakage.texts import evaluated, trained
    from lingmix.store import read_table, write_json, write_table, write_text

    params = snakemake.params
    training = {
        name: trained(read_table(Path(path), ["group", "lang", "query", "passage"]))
        for name, path in zip(params.datasets, snakemake.input.pairs, strict=True)
    }
    frames, summaries = [], []
    for benchmark, paths in params.benchmarks.items():
        data = read_judged(paths)
        texts = evaluated(data)
        for dataset, known in training.items():
            frames.append(overlap(benchmark, texts, dataset, known))
            summaries.append(summary(frames[-1], data, benchmark, dataset))
    found = pd.concat(frames, ignore_index=True)
    # kept where Snakemake does not remove it if the study must stop
    write_text(found.to_csv(index=False), Path(snakemake.log[0]).with_suffix(".csv"))
    refuse(found, params.allowed)
    write_table(found, Path(snakemake.output.table))
    notes = footnotes(summaries, params.relations)
    report = {"overlap": summaries, "relations": params.relations, "allowed": params.allowed, "footnotes": notes}
    write_json(report, Path(snakemake.output.report))
