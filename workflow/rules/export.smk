# Benchmarks and runs in the formats of other tools; nothing of it enters a table.

from lingmix.export.ir_metadata import metadata


rule export_benchmark:
    input:
        unpack(lambda wc: retrieval_tables(wc.benchmark)),
    output:
        beir=directory(results("export/{benchmark}/beir")),
        trec=directory(results("export/{benchmark}/trec")),
    log:
        results("logs/export/{benchmark}.log"),
    benchmark:
        results("benchmarks/export/{benchmark}.jsonl")
    conda:
        "../../envs/data.yaml"
    params:
        settings=lambda wc: STUDY.settings_of(wc.benchmark),
        code=code("export_benchmark.py"),
    script:
        "../scripts/export_benchmark.py"


rule export_run:
    input:
        unpack(lambda wc: retrieval_tables(wc.benchmark)),
        query_vectors=results("runs/{run}/{benchmark}/queries.npy"),
        index=index_files,
    output:
        directory(results("runs/{run}/{benchmark}/trec")),
    log:
        results("logs/export/{run}/{benchmark}.log"),
    benchmark:
        results("benchmarks/export/{run}/{benchmark}.jsonl")
    conda:
        "../../envs/score.yaml"
    threads: 8
    params:
        about=lambda wc: metadata(STUDY, run_of(wc), wc.benchmark),
        settings=lambda wc: STUDY.settings_of(wc.benchmark),
        shards=lambda wc: SHARDS.get(wc.benchmark),
        depth=STUDY.export.depth,
        command=lambda wc: " ".join(
            [
                "snakemake",
                results(f"runs/{wc.run}/{wc.benchmark}/trec"),
                "--cores all",
                *filter(None, [OPTIONS]),
            ]
        ),
        code=code("export_run.py"),
    script:
        "../scripts/export_run.py"
