# Texts that training and evaluation share, said before any training. As with 'check', no run takes it as input; the
# tables do, for what they say below.

from lingmix.leakage.kinship import relations, same_groups

# weights are chosen by validation data
TRAINING = list(
    dict.fromkeys([*STUDY.training_datasets(), *STUDY.validation_datasets()])
)


rule leakage:
    input:
        pairs=[pairs_table(name) for name in TRAINING],
        evaluated=[
            file
            for name in STUDY.evaluate
            for files in retrieval_tables(name).values()
            for file in files
        ],
    output:
        table=results("leakage.parquet"),
        report=results("leakage.json"),
    log:
        results("logs/leakage.log"),
    benchmark:
        results("benchmarks/leakage.jsonl")
    priority: 100
    conda:
        "../../envs/data.yaml"
    params:
        datasets=TRAINING,
        benchmarks={name: retrieval_tables(name) for name in STUDY.evaluate},
        relations=relations(STUDY, TRAINING),
        same_groups=[
            [benchmark, dataset]
            for benchmark in STUDY.evaluate
            for dataset in TRAINING
            if same_groups(STUDY, benchmark, dataset)
        ],
        allowed=list(STUDY.allow_leakage),
        code=code("leakage.py"),
    script:
        "../scripts/leakage.py"
