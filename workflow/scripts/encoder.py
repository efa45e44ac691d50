"""Build an encoder that runs start from."""

from pathlib import Path

from lingmix.console import reporting
from lingmix.warm import hand_over

if snakemake.resources.warm:
    hand_over("sentence_transformers", threads=snakemake.threads)
with reporting(snakemake.log[0], threads=snakemake.threads):
    from pydantic import TypeAdapter

    from lingmix.config.encoder import EncoderSpec
    from lingmix.encoders.build import build
    from lingmix.store import read_table

    tables = [read_table(Path(path), ["query", "passage"]) for path in snakemake.input.get("pairs", [])]
    build(
        TypeAdapter(EncoderSpec).validate_python(snakemake.params.spec),
        Path(snakemake.output[0]),
        texts=[text for table in tables for column in table for text in table[column]],
        seed=snakemake.params.seed,
    )
