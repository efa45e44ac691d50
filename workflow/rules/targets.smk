# What a person asks for by name; none of these leaves files that another rule reads.


rule show:
    input:
        table=results("ablation.parquet"),
        exposure=results("exposure.parquet"),
        effects=results("effects.parquet"),
        conclusion=results("conclusion.json"),
        factors=results("factors.parquet"),
        reproduction=reproduction_files("parquet"),
        md=results("ablation.md"),
        page=results("report.html"),
        leakage=leakage_report(),
    log:
        results("logs/show.log"),
    conda:
        "../../envs/table.yaml"
    params:
        metrics=columns(),
        baseline=baseline(),
    script:
        "../scripts/show.py"


rule list:
    log:
        results("logs/list.log"),
    conda:
        "../../envs/table.yaml"
    params:
        runs=lambda wc: run_list(),
        options=OPTIONS,
    script:
        "../scripts/show_runs.py"


rule plan:
    input:
        [plan_summary(name) for name in plan_names()],
    log:
        results("logs/plan.log"),
    conda:
        "../../envs/table.yaml"
    script:
        "../scripts/show_plans.py"


rule cost:
    log:
        results("logs/cost.log"),
    conda:
        "../../envs/table.yaml"
    params:
        study=lambda wc: STUDY.model_dump(mode="json"),
        folder=results(""),
        cores=lambda wc: cores_at_a_time(),
        gpus=lambda wc: gpus_at_a_time(),
        # its nodes may have GPUs where this machine has none
        cluster=lambda wc: not workflow.local_exec,
    script:
        "../scripts/cost.py"


rule partial:
    log:
        results("logs/partial.log"),
    conda:
        "../../envs/table.yaml"
    params:
        runs=lambda wc: run_list(),
        plans=[plan_summary(name) for name in plan_names()],
        benchmarks={name: STUDY.cells_of(name) for name in STUDY.evaluate},
        translating=translating(),
        baseline=baseline(),
        metrics=columns(),
        study=STUDY.study,
        folder=results(""),
    script:
        "../scripts/partial.py"


rule datasets:
    log:
        "results/logs/datasets.log",
    conda:
        "../../envs/table.yaml"
    params:
        datasets=lambda wc: dataset_list(),
    script:
        "../scripts/show_datasets.py"


# no inputs: what is there is to be checked, not made again
rule verify:
    log:
        results("logs/verify.log"),
    conda:
        "../../envs/train.yaml"
    threads: 8
    params:
        verify=STUDY.verify.model_dump(mode="json"),
        study=STUDY.study,
        folder=results(""),
        sources=lambda wc: verified(),
        models=lambda wc: {
            run.id: {
                "folder": model_folder(run),
                "trust_remote_code": getattr(
                    STUDY.encoders[run.encoder], "trust_remote_code", False
                ),
            }
            for run in STUDY.runs.values()
        },
        symmetric={name: STUDY.symmetric(name) for name in STUDY.evaluate},
    script:
        "../scripts/verify.py"


rule publish:
    input:
        unpack(publish_inputs),
        # what stops a study stops its models
        checks=[results("check.json"), leakage_report()],
    log:
        results("logs/publish.log"),
    conda:
        "../../envs/train.yaml"
    params:
        study=STUDY.model_dump(mode="json", exclude={"mirror", "trackers"}),
        publish=STUDY.publish and STUDY.publish.model_dump(mode="json"),
        # on the hub's page, not where this machine keeps it
        options=" ".join(
            [
                "--configfile",
                *(Path(file).name for file in workflow.overwrite_configfiles),
            ]
            if workflow.overwrite_configfiles
            else []
        ),
    script:
        "../scripts/publish.py"
