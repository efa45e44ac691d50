# From the metrics of all runs to tables, and the study as it was resolved.


rule study:
    output:
        results("study.yaml"),
    log:
        results("logs/study.log"),
    benchmark:
        results("benchmarks/study.jsonl")
    conda:
        "../../envs/data.yaml"
    params:
        study=STUDY.resolved(),
        code=code("study.py"),
    script:
        "../scripts/study.py"


rule ablation:
    input:
        metrics=metrics_files(),
        records=trained_files("training.json"),
        plans=[plan_summary(name) for name in plan_names()],
    output:
        parquet=results("ablation.parquet"),
        csv=report(
            results("ablation.csv"), caption="../report/table.rst", category="Tables"
        ),
        exposure=results("exposure.parquet"),
        exposure_csv=results("exposure.csv"),
    log:
        results("logs/ablation.log"),
    benchmark:
        results("benchmarks/ablation.jsonl")
    conda:
        "../../envs/table.yaml"
    params:
        runs=[asdict(run) for run in STUDY.runs.values()],
        baseline=baseline(),
        translating=translating(),
        code=code("ablation.py"),
    script:
        "../scripts/ablation.py"


rule render:
    input:
        table=results("ablation.parquet"),
        exposure=results("exposure.parquet"),
        effects=results("effects.parquet"),
        conclusion=results("conclusion.json"),
        leakage=leakage_report(),
    output:
        md=report(
            results("ablation.md"), caption="../report/table.rst", category="Tables"
        ),
        tex=results("ablation.tex"),
        exposure=results("exposure.md"),
    log:
        results("logs/render.log"),
    benchmark:
        results("benchmarks/render.jsonl")
    conda:
        "../../envs/table.yaml"
    params:
        metrics=columns(),
        study=STUDY.study,
        baseline=baseline(),
        licences={name: terms_behind(name) for name in STUDY.evaluate},
        code=code("render.py", *measure_modules(shown())),
    script:
        "../scripts/render.py"
