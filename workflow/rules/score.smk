# From embeddings to metrics; no job here imports torch.


rule index:
    input:
        results("runs/{run}/{benchmark}/passages.npy"),
    output:
        results("runs/{run}/{benchmark}/index.faiss"),
    log:
        results("logs/index/{run}/{benchmark}.log"),
    benchmark:
        results("benchmarks/index/{run}/{benchmark}.jsonl")
    wildcard_constraints:
        benchmark=IN_ONE,
    group:
        group_of("index/{run}/{benchmark}")
    conda:
        "../../envs/score.yaml"
    resources:
        mem_mb=memory("index/{run}/{benchmark}"),
        runtime=minutes("index/{run}/{benchmark}"),
        beside=1,
    params:
        factory=STUDY.index.factory,
        code=code("index.py"),
    script:
        "../scripts/index.py"


rule score:
    input:
        unpack(lambda wc: retrieval_tables(wc.benchmark)),
        query_vectors=results("runs/{run}/{benchmark}/queries.npy"),
        index=results("runs/{run}/{benchmark}/index.faiss"),
    output:
        ranks=results("runs/{run}/{benchmark}/ranks.parquet"),
        metrics=results("runs/{run}/{benchmark}/metrics.parquet"),
    log:
        results("logs/score/{run}/{benchmark}.log"),
    benchmark:
        results("benchmarks/score/{run}/{benchmark}.jsonl")
    wildcard_constraints:
        benchmark=IN_ONE,
    group:
        group_of("score/{run}/{benchmark}")
    conda:
        "../../envs/score.yaml"
    threads: lambda wc: score_threads(wc.benchmark)
    resources:
        mem_mb=memory("score/{run}/{benchmark}"),
        runtime=minutes("score/{run}/{benchmark}"),
        beside=1,
    params:
        **score_params("score.py"),
    script:
        "../scripts/score.py"
