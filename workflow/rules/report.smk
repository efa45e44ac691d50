# The page of the study, and what only it needs.


rule worst:
    input:
        unpack(lambda wc: retrieval_tables(wc.benchmark)),
        query_vectors=results("runs/{run}/{benchmark}/queries.npy"),
        index=results("runs/{run}/{benchmark}/index.faiss"),
        ranks=results("runs/{run}/{benchmark}/ranks.parquet"),
    output:
        results("runs/{run}/{benchmark}/worst.parquet"),
    log:
        results("logs/worst/{run}/{benchmark}.log"),
    conda:
        "../../envs/score.yaml"
    threads: 8
    params:
        settings=lambda wc: STUDY.settings_of(wc.benchmark),
        code=code("worst.py"),
    script:
        "../scripts/worst.py"
