"""Recompute a sample of the study's values from texts and models, and say what disagrees."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads, show=True):
    import pandas as pd

    from lingmix.errors import LingmixError, listing
    from lingmix.store import write_json, write_text
    from lingmix.verify.check import Source, check, check_row, choose
    from lingmix.verify.model import Model
    from lingmix.verify.report import markdown, summary

    params = snakemake.params
    folder, sources = (
        Path(params.folder),
        [Source(**{**one, "variant": tuple(one["variant"])}) for one in params.sources],
    )
    chosen = choose(sources, params.verify["cells"], params.verify["seed"])
    model, of, found, rows = None, None, [], {}
    table = pd.read_csv(folder / "ablation.csv", keep_default_na=False, na_values=[""])
    for source, cell in chosen:
        if of != (source.run, source.benchmark):
            about = params.models[source.run]
            model = Model(
                Path(about["folder"]),
                symmetric=params.symmetric[source.benchmark],
                trust_remote_code=about["trust_remote_code"],
            )
            of = (source.run, source.benchmark)
        found.append(check(source, cell, model, params.verify["passages"]))
        same = [one for one in sources if (one.variant, one.benchmark) == (source.variant, source.benchmark)]
        key = (source.variant, source.benchmark, cell["setting"], cell["metric"])
        rows[key] = check_row(same, table, cell)
    wrong = [sentence for some in rows.values() for sentence in some]
    write_json({"values": [one.as_json() for one in found], "rows": wrong}, folder / "verify.json")
    write_text(markdown(found, wrong, params.study), folder / "verify.md")
    print(f"{summary(found, wrong)} {folder / 'verify.md'} has them all.")
    told = [f"{one.run}, {one.benchmark}: {sentence}" for one in found for sentence in one.wrong] + wrong
    if told:
        raise LingmixError(f"values that do not follow from what they were made from:\n{listing(told)}")
