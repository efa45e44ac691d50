"""The training pairs of another data set in one language, and their translations."""

from pathlib import Path

from lingmix.console import reporting
from lingmix.devices import claimed

with reporting(snakemake.log[0], threads=snakemake.threads, progress=True), claimed(snakemake.resources.gpu):
    from lingmix.config.dataset import Translated
    from lingmix.data.tables import PAIRS
    from lingmix.store import alone, read_table, write_json, write_table
    from lingmix.translate.load import load
    from lingmix.translate.pairs import translate_pairs
    from lingmix.translate.store import Store

    name, spec = snakemake.wildcards.dataset, Translated(**snakemake.params.spec)
    pairs = read_table(Path(snakemake.input.pairs), PAIRS)
    # not an output: Snakemake deletes outputs before a job starts, and this is what it goes on from
    folder = Path(snakemake.params.store)
    with alone(folder):
        translator, settings = load(spec, f"datasets.{name}")
        store = Store(folder / "translations.sqlite", settings)
        table, report = translate_pairs(pairs, spec, translator, store, name)
        store.close()
    write_table(table, Path(snakemake.output.pairs), about={"translator": spec.translator, "settings": settings})
    write_json(report, Path(snakemake.output.report))
