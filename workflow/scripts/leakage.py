"""Which texts of the benchmarks are in the training sets; an error where they must not be."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    import pandas as pd

    from lingmix.data.shards import read_judged
    from lingmix.leakage.find import overlap
    from lingmix.leakage.groups import with_groups
    from lingmix.leakage.report import footnotes, refuse, summary
    from lingmix.leakage.spreadsheet import for_spreadsheets
    from lingmix.leakage.texts import evaluated, trained
    from lingmix.store import read_table, write_json, write_table, write_text

    params = snakemake.params
    benchmarks = {name: read_judged(paths) for name, paths in params.benchmarks.items()}
    texts = pd.concat([evaluated(data, name) for name, data in benchmarks.items()], ignore_index=True)
    frames, summaries = [], []
    for dataset, path in zip(params.datasets, snakemake.input.pairs, strict=True):
        pairs = read_table(Path(path), ["group", "lang", "query", "passage"])
        shared = overlap(texts, dataset, trained(pairs))
        for name, data in benchmarks.items():
            mine, compared = (frame[frame["benchmark"] == name] for frame in (shared, texts))
            groups = pairs if [name, dataset] in params.same_groups else None
            frames.append(with_groups(mine, data.queries, name, dataset, groups))
            sizes = {"query": len(data.queries), "passage": len(data.passages)}
            summaries.append(summary(frames[-1], sizes, compared, name, dataset))
    found = pd.concat(frames, ignore_index=True)
    # kept where Snakemake does not remove it if the study must stop
    kept = Path(snakemake.log[0]).with_suffix(".csv")
    write_text(for_spreadsheets(found), kept)
    refuse(found, params.allowed, str(kept))
    write_table(found, Path(snakemake.output.table))
    notes = footnotes(summaries, params.relations)
    report = {"overlap": summaries, "relations": params.relations, "allowed": params.allowed, "footnotes": notes}
    write_json(report, Path(snakemake.output.report))
