# The factorial view: what mix, objective, α, sizes, training languages, scripts and families do to each metric.


rule factors:
    input:
        metrics=metrics_files(),
        plans=[plan_summary(name) for name in plan_names()],
    output:
        parquet=results("factors.parquet"),
        csv=results("factors.csv"),
        md=report(
            results("factors.md"), caption="../report/factors.rst", category="Tables"
        ),
    log:
        results("logs/factors.log"),
    benchmark:
        results("benchmarks/factors.jsonl")
    conda:
        "../../envs/table.yaml"
    params:
        study=STUDY.study,
        runs=[asdict(run) for run in STUDY.runs.values()],
        mixes=trained_mixes(),
        translating=translating(),
        metrics=columns(),
        code=code("factors.py", *measure_modules(shown())),
    script:
        "../scripts/factors.py"
