# How sure the differences between variants are.

from lingmix.stats.comparisons import comparisons, key


rule statistics:
    input:
        ranks=lambda wc: [
            results(f"runs/{run}/{benchmark_of(wc)}/ranks.parquet")
            for run in STUDY.runs
        ],
    output:
        values=results("statistics/{benchmark}/values.parquet"),
        effects=results("statistics/{benchmark}/effects.parquet"),
    log:
        results("logs/statistics/{benchmark}.log"),
    benchmark:
        results("benchmarks/statistics/{benchmark}.jsonl")
    wildcard_constraints:
        benchmark=r"[^/]+",
    conda:
        "../../envs/table.yaml"
    threads: 2
    resources:
        mem_mb=memory("statistics/{benchmark}"),
        runtime=minutes("statistics/{benchmark}"),
    params:
        benchmark=lambda wc: benchmark_of(wc),
        runs=[list(key(run)) for run in STUDY.runs.values()],
        comparisons=[list(pair) for pair in comparisons(STUDY)],
        metrics=lambda wc: STUDY.columns_of(benchmark_of(wc)),
        settings=lambda wc: STUDY.settings_of(benchmark_of(wc)),
        statistics=STUDY.statistics.model_dump(mode="json"),
        code=lambda wc: code(
            "statistics.py", *measure_modules(STUDY.columns_of(benchmark_of(wc)))
        ),
    script:
        "../scripts/statistics.py"


rule conclude:
    input:
        values=statistics_files("values"),
        effects=statistics_files("effects"),
    output:
        values=results("values.parquet"),
        effects=results("effects.parquet"),
        csv=results("effects.csv"),
        conclusion=results("conclusion.json"),
    log:
        results("logs/conclude.log"),
    benchmark:
        results("benchmarks/conclude.jsonl")
    conda:
        "../../envs/table.yaml"
    params:
        metrics={name: STUDY.columns_of(name) for name in STUDY.evaluate},
        code=code("conclude.py", *measure_modules(shown())),
    script:
        "../scripts/conclude.py"
