# Benchmarks too large for one job: their passages are embedded, indexed and searched shard by shard, each of which can
# fail and be made again alone; the counts of all shards are the ranks. No job but those that embed imports torch.


rule encode_queries:
    input:
        queries=lambda wc: retrieval_tables(wc.benchmark)["queries"],
        model=lambda wc: model_folder(run_of(wc)),
    output:
        queries=results("runs/{run}/{benchmark}/queries.npy"),
    log:
        results("logs/encode/{run}/{benchmark}.log"),
    benchmark:
        results("benchmarks/encode/{run}/{benchmark}.jsonl")
    wildcard_constraints:
        benchmark=IN_SHARDS,
    conda:
        "../../envs/train.yaml"
    threads: lambda wc: threads_of(run_of(wc).encoder)
    resources:
        mem_mb=memory("encode/{run}/{benchmark}"),
        runtime=minutes("encode/{run}/{benchmark}"),
        gpu=lambda wc: gpus_of(run_of(wc).encoder),
    params:
        **encode_params(),
    script:
        "../scripts/encode.py"


rule encode_shard:
    input:
        passages=lambda wc: SHARDS[wc.benchmark][int(wc.shard)],
        model=lambda wc: model_folder(run_of(wc)),
    output:
        passages=results("runs/{run}/{benchmark}/passages.{shard}.npy"),
    log:
        results("logs/encode/{run}/{benchmark}.{shard}.log"),
    benchmark:
        results("benchmarks/encode/{run}/{benchmark}.{shard}.jsonl")
    wildcard_constraints:
        benchmark=IN_SHARDS,
    conda:
        "../../envs/train.yaml"
    threads: lambda wc: threads_of(run_of(wc).encoder)
    resources:
        mem_mb=memory("encode/{run}/{benchmark}.{shard}"),
        runtime=minutes("encode/{run}/{benchmark}.{shard}"),
        gpu=lambda wc: gpus_of(run_of(wc).encoder),
    params:
        **encode_params(),
    script:
        "../scripts/encode.py"


rule index_shard:
    input:
        vectors=results("runs/{run}/{benchmark}/passages.{shard}.npy"),
        passages=lambda wc: SHARDS[wc.benchmark][int(wc.shard)],
        qrels=lambda wc: retrieval_tables(wc.benchmark)["qrels"],
    output:
        index=results("runs/{run}/{benchmark}/index.{shard}.faiss"),
        judged=results("runs/{run}/{benchmark}/judged.{shard}.parquet"),
    log:
        results("logs/index/{run}/{benchmark}.{shard}.log"),
    benchmark:
        results("benchmarks/index/{run}/{benchmark}.{shard}.jsonl")
    wildcard_constraints:
        benchmark=IN_SHARDS,
    conda:
        "../../envs/score.yaml"
    resources:
        mem_mb=memory("index/{run}/{benchmark}.{shard}"),
        runtime=minutes("index/{run}/{benchmark}.{shard}"),
    params:
        factory=STUDY.index.factory,
        code=code("index_shard.py"),
    script:
        "../scripts/index_shard.py"


rule count:
    input:
        queries=lambda wc: retrieval_tables(wc.benchmark)["queries"],
        qrels=lambda wc: retrieval_tables(wc.benchmark)["qrels"],
        query_vectors=results("runs/{run}/{benchmark}/queries.npy"),
        judged=in_shards("judged.{shard}.parquet"),
        index=results("runs/{run}/{benchmark}/index.{shard}.faiss"),
    output:
        results("runs/{run}/{benchmark}/counts.{shard}.parquet"),
    log:
        results("logs/count/{run}/{benchmark}.{shard}.log"),
    benchmark:
        results("benchmarks/count/{run}/{benchmark}.{shard}.jsonl")
    wildcard_constraints:
        benchmark=IN_SHARDS,
    conda:
        "../../envs/score.yaml"
    resources:
        mem_mb=memory("count/{run}/{benchmark}.{shard}"),
        runtime=minutes("count/{run}/{benchmark}.{shard}"),
    params:
        shard=lambda wc: int(wc.shard),
        settings=lambda wc: STUDY.settings_of(wc.benchmark),
        code=code("count.py"),
    script:
        "../scripts/count.py"


rule score_shards:
    input:
        queries=lambda wc: retrieval_tables(wc.benchmark)["queries"],
        qrels=lambda wc: retrieval_tables(wc.benchmark)["qrels"],
        judged=in_shards("judged.{shard}.parquet"),
        counts=in_shards("counts.{shard}.parquet"),
    output:
        ranks=results("runs/{run}/{benchmark}/ranks.parquet"),
        metrics=results("runs/{run}/{benchmark}/metrics.parquet"),
    log:
        results("logs/score/{run}/{benchmark}.log"),
    benchmark:
        results("benchmarks/score/{run}/{benchmark}.jsonl")
    wildcard_constraints:
        benchmark=IN_SHARDS,
    conda:
        "../../envs/score.yaml"
    resources:
        mem_mb=memory("score/{run}/{benchmark}"),
        runtime=minutes("score/{run}/{benchmark}"),
    params:
        **score_params("score_shards.py"),
    script:
        "../scripts/score_shards.py"
