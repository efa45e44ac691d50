"""Index the passages of a shard, and say which of them are judged."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    import pandas as pd

    from lingmix.data.tables import QRELS, passage_rows
    from lingmix.index import build, open_vectors, write
    from lingmix.metrics.sharded import judged_in
    from lingmix.sharding import pools_of
    from lingmix.store import read_table, write_table

    index = Path(snakemake.output.index)
    write(build(Path(snakemake.input.vectors), snakemake.params.factory), index)
    passages = passage_rows(snakemake.input.passages, ["passage", "lang", "part"])
    qrels = pd.concat([read_table(Path(path), QRELS) for path in snakemake.input.qrels], ignore_index=True)
    _, vectors = open_vectors(index)
    pools = pools_of(passages["part"], passages["lang"])
    write_table(judged_in(passages, qrels, vectors), Path(snakemake.output.judged), about={"pools": pools})
