"""Make a bilingual lexicon."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from pydantic import TypeAdapter

    from lingmix.config.lexicon import LexiconSpec
    from lingmix.lexicon.build import build
    from lingmix.lexicon.table import summary
    from lingmix.store import write_table

    table = build(
        TypeAdapter(LexiconSpec).validate_python(snakemake.params.spec),
        {kind: [paths] if isinstance(paths, str) else list(paths) for kind, paths in snakemake.input.items()},
        name=snakemake.wildcards.lexicon,
        trust_remote_code=snakemake.params.trust_remote_code,
    )
    entries = summary(table)
    print(f"{len(table):,} entries:", *(f"{pair} {count:,}" for pair, count in entries.items()))
    write_table(table, Path(snakemake.output[0]), about={"entries": entries})
