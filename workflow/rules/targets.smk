# What a person asks for by name; none of these leaves files that another rule reads.


rule show:
    input:
        table=results("ablation.parquet"),
        md=results("ablation.md"),
    params:
        metrics=STUDY.table.metrics,
    log:
        results("logs/show.log"),
    conda:
        "../../envs/table.yaml"
    script:
        "../scripts/show.py"


rule list:
    params:
        runs=lambda wc: run_list(),
    log:
        results("logs/list.log"),
    conda:
        "../../envs/table.yaml"
    script:
        "../scripts/list.py"


rule plan:
    input:
        [plan_summary(name) for name in plan_names()],
    log:
        results("logs/plan.log"),
    conda:
        "../../envs/table.yaml"
    script:
        "../scripts/plan.py"


rule partial:
    params:
        runs=lambda wc: run_list(),
        baseline=baseline(),
        metrics=STUDY.table.metrics,
        study=STUDY.study,
        folder=results(""),
    log:
        results("logs/partial.log"),
    conda:
        "../../envs/table.yaml"
    script:
        "../scripts/partial.py"


rule datasets:
    params:
        datasets=lambda wc: dataset_list(),
    log:
        "results/logs/datasets.log",
    conda:
        "../../envs/table.yaml"
    script:
        "../scripts/datasets.py"
