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
    benchmark:
        results("benchmarks/worst/{run}/{benchmark}.jsonl")
    wildcard_constraints:
        benchmark=IN_ONE,
    conda:
        "../../envs/score.yaml"
    threads: 8
    resources:
        mem_mb=memory("worst/{run}/{benchmark}"),
        runtime=minutes("worst/{run}/{benchmark}"),
    params:
        settings=lambda wc: STUDY.settings_of(wc.benchmark),
        code=code("worst.py"),
    script:
        "../scripts/worst.py"


rule report:
    input:
        **page_files(),
        metrics=metrics_files(),
        records=trained_files("training.json"),
        cards=trained_files("README.md"),
        worst=[
            results(f"runs/{run}/{benchmark}/worst.parquet")
            for run, benchmark in worst_queries()
        ],
        figures=page_figures(),
    output:
        report(
            results("report.html"),
            caption="../report/page.rst",
            category="Report",
        ),
    log:
        results("logs/report.log"),
    benchmark:
        results("benchmarks/report.jsonl")
    conda:
        "../../envs/table.yaml"
    params:
        study=STUDY.study,
        runs=[asdict(run) for run in STUDY.runs.values()],
        baseline=baseline(),
        metrics=columns(),
        worst=worst_queries(),
        tolerance=(
            STUDY.published.tolerance.model_dump(mode="json") if reproduced() else {}
        ),
        licences=licences(),
        files=lambda wc, input: page_links(input),
        options=OPTIONS,
        look=value_digest(sources()),
        code=code("report.py", *measure_modules(all_metrics())),
    script:
        "../scripts/report.py"
